"""The rows of a foreign table turned into records of several kinds, column by column."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.exchange import mapping_cells
from workbench.exchange.labels import label
from workbench.exchange.layout import text_field, when_field
from workbench.exchange.mapping_cells import Read
from workbench.exchange.mapping_joining import joined_dates, joined_name, joined_texts, sides
from workbench.exchange.mapping_made import Made
from workbench.exchange.mapping_mentions import Mentions
from workbench.exchange.mapping_shapes import SheetMapping
from workbench.exchange.report import Progress
from workbench.kinds import KINDS

LAST_TITLE = 80
"""Letters of a longer text that stand for an event's title where no column is its title."""


_MANY = frozenset({"party", "via", "name"})
"""Kinds of which a row has any number."""


class Making:
    """Fills the tables that one foreign table becomes."""

    def __init__(
        self,
        mapping: SheetMapping,
        numbers: list[int],
        read: Sequence[Read],
        headings: Sequence[str],
        years: Sequence[int | None] | None,
        silent: set[int],
        report: Progress,
    ) -> None:
        self._kind = mapping.kind
        self._mapping = mapping
        self._numbers = numbers
        self._read = read
        self._headings = headings
        self._years = years or [None] * len(numbers)
        self._silent = silent
        self._report = report
        self.together: dict[int, int] = {}
        """Row -> the row further up whose event it only adds parties to."""
        self._main = Made(mapping.kind)
        self._rows: list[dict[str, str]] = [{} for _ in numbers]
        self._mentions = Mentions()
        self._bodies: set[str] = set()
        text, when = text_field(KINDS[mapping.kind]), when_field(KINDS[mapping.kind])
        self._text, self._when = text.name if text else "", when.name if when else ""
        self._hanging: list[Made] = []

    def made(self) -> list[Made]:
        """Every table, mentioned stakeholders and sources first."""
        self._fill(self._kind, self._rows, self._main)
        self._fixed()
        if self._kind == "stakeholder":
            self._persons()
        elif self._kind == "event":
            self._events()
        elif self._kind == "ask":
            self._asks()
        self._main.rows = [
            (number, row)
            for at, (number, row) in enumerate(zip(self._numbers, self._rows, strict=True))
            if at not in self._silent and number not in self.together
        ]
        self._mention_links()
        self._tell_on_main()
        return [*self._mentions.made(), self._main, *self._hanging]

    def _tell_on_main(self) -> None:
        """A cell that can't be read is told even where it leaves no record to tell it on."""
        there = {number for number, _row in self._main.rows}
        for made in self._hanging:
            rows = {number for number, _row in made.whole or made.rows}
            if made.kind in _MANY:
                # Which of the row's names it was meant to be, nothing says.
                rows = set()
            faults, made.faults = made.faults, [each for each in made.faults if each[0] in rows]
            for number, name, why in faults:
                first = self.together.get(number, number)
                if number not in rows and first in there:
                    self._main.unread.append((first, made.headers.get(name, ""), why))

    # -- the row's own fields ---------------------------------------------------------------------

    def _of(self, kind: str, name: str = "") -> list[Read]:
        return [
            each for each in self._read
            if each.target.kind == kind and name in ("", each.target.field)
        ]  # fmt: skip

    def _fill(self, kind: str, rows: list[dict[str, str]], into: Made) -> None:
        """Put all columns of one kind's fields into rows that stand beside the sheet's."""
        for name in dict.fromkeys(each.target.field for each in self._of(kind)):
            self._report(0, 0)
            columns = self._of(kind, name)
            if kind in ("party", "via", "name"):
                continue
            texts = self._texts(kind, name, columns)
            into.headers[name] = " / ".join(dict.fromkeys(each.header for each in columns))
            for row, text in zip(rows, texts, strict=True):
                if text:
                    row[name] = text
            for each in columns:
                self._fault(each, name, into)

    def _fault(self, each: Read, name: str, into: Made) -> None:
        into.headers.setdefault(name, each.header)
        for row, why in each.wrong.items():
            into.faults.append((self._numbers[row], name, why))

    def _texts(self, kind: str, name: str, columns: list[Read]) -> list[str]:
        type_ = KINDS[kind].field(name).type
        if type_ == "when":
            return joined_dates(columns, self._years)
        if type_ == "quantity":
            return [value[0] if value else "" for value in columns[0].values]
        if KINDS[kind].field(name).link == "stakeholder" or (kind, name) == ("stakeholder", "name"):
            return joined_name(columns)
        return joined_texts(columns)

    def _fixed(self) -> None:
        for target, text in self._mapping.fixed:
            if target.kind == self._kind and not target.part:
                shown = KINDS[target.kind].field(target.field).choice_label(text)
                for row in self._rows:
                    row.setdefault(target.field, shown)
        over = self._mapping.headings
        if over is not None and over.kind == self._kind and not over.part:
            for row, text in zip(self._rows, self._headings, strict=True):
                if text:
                    row.setdefault(over.field, text)

    # -- what hangs on a row ----------------------------------------------------------------------

    def _label(self, row: dict[str, str]) -> str:
        called = row.get(self._text, "")
        return label(called, row.get(self._when)) if called else ""

    def _hang(self, kind: str, on: str) -> Made:
        made = Made(kind, derived=True, hangs_on=on)
        self._hanging.append(made)
        return made

    def _persons(self) -> None:
        whole = self._of("stakeholder", "name")
        in_parts = any(each.target.part for each in whole)
        posts: list[dict[str, str]] = [{} for _ in self._rows]
        made = self._hang("post", "stakeholder")
        self._fill("post", posts, made)
        beside = self._beside_names(whole)
        for at, (row, post) in enumerate(zip(self._rows, posts, strict=True)):
            if not at % mapping_cells.OFTEN:
                self._report(0, 0)
            name = row.get("name", "")
            if beside[at] and "title" not in post:
                post["title"] = beside[at]
            if name and "kind" not in row:
                person = in_parts or "title" in post or "at" in post
                row["kind"] = self._mentions.kind(name, person)
            if "at" in post and "title" not in post:
                row.setdefault("part_of", post.pop("at"))
            if "title" in post and name:
                made.rows.append((self._numbers[at], {"stakeholder": name, **post}))
        spelt = self._hang("name", "stakeholder")
        for each in self._of("name"):
            self._fault(each, "spelling", spelt)
            for number, row, names in zip(self._numbers, self._rows, each.values, strict=True):
                for spelling in dict.fromkeys(n.name for n in names or ()):
                    if row.get("name") and spelling != row["name"]:
                        spelt.rows.append(
                            (number, {"stakeholder": row["name"], "spelling": spelling})
                        )

    def _beside_names(self, whole: Sequence[Read]) -> list[str]:
        """The post that stood in the same cell as the name, row by row."""
        column = next((each for each in whole if not each.target.part), None)
        if column is None:
            return [""] * len(self._rows)
        return [names[0].post if names else "" for names in column.values]

    def _events(self) -> None:
        parties = self._hang("party", "event")
        columns = self._of("party")
        found = [self._parties(at, columns) for at in range(len(self._rows))]
        for row, names in zip(self._rows, found, strict=True):
            if not row.get("title"):
                row["title"] = self._title(row, [name for name, _part, _post, _side in names])
        told: set[tuple[str, str, str]] = set()
        parties.wholly = ("event", "stakeholder", "part", "post")
        self._tell_apart(found)
        for at, (row, names) in enumerate(zip(self._rows, found, strict=True)):
            if not at % mapping_cells.OFTEN:
                self._report(0, 0)
            if at in self._silent:
                continue
            number, called = self._numbers[at], self._label(row)
            number = self.together.get(number, number)
            for name, part, post, side in names:
                parties.whole.append((number, (called, name, part, post)))
                if (name, side, post) not in told:
                    told.add((name, side, post))
                    self._mentions.stakeholder(name, number, side, post, name in self._bodies)
        for each in self._of("party"):
            self._fault(each, each.target.field, parties)

    def _tell_apart(self, found: Sequence[Sequence[tuple[str, str, str, str]]]) -> None:
        """Two rows of one title and day: one event, where the second row's title is filled down;
        else two, of which the second is called by whom it was with as well."""
        title = next(iter(self._of("event", "title")), None)
        first: dict[str, int] = {}
        for at, row in enumerate(self._rows):
            called = self._label(row)
            if at in self._silent or not called:
                continue
            known = first.setdefault(called, at)
            if known == at:
                continue
            if title is not None and at in title.filled:
                self.together[self._numbers[at]] = self._numbers[known]
                continue
            there = {name for name, *_more in found[known]}
            others = [name for name, *_more in found[at] if name not in there]
            if others:
                row["title"] = f"{row['title']}: {', '.join(others[:4])}"
                first.setdefault(self._label(row), at)

    def _parties(self, at: int, columns: Sequence[Read]) -> list[tuple[str, str, str, str]]:
        """(name, part, post, side) of each party that a row names, each name once."""
        if not at % mapping_cells.OFTEN:
            self._report(0, 0)
        found: dict[str, tuple[str, str, str, str]] = {}
        last = ""
        target = self._mapping.headings
        if target is not None and target.kind == "party" and self._headings[at]:
            found[self._headings[at]] = (self._headings[at], "", "", "")
        for each in columns:
            if each.target.field == "post":
                if last and each.values[at]:
                    name, part, post, side = found[last]
                    found[last] = (name, part, post or each.values[at], side)
                continue
            side, part = sides(each.target.part)
            names = each.values[at] or ()
            if each.bodies:
                self._bodies.update(n.name for n in names if each.bodies > 1 or " " not in n.name)
            for named in names:
                found.setdefault(named.name, (named.name, named.part or part, named.post, side))
            last = mapping_cells.named(names) if len(names) == 1 else ""
        return list(found.values())

    def _title(self, row: dict[str, str], names: Sequence[str]) -> str:
        """What an event is called that has no title: by what was said, or by who was there."""
        for name in ("said", "notes"):
            text = row.get(name, "").strip().split("\n")[0]
            if text:
                return text if len(text) <= LAST_TITLE else text[:LAST_TITLE].rstrip() + "…"
        kind = row.get("kind", "")
        if names and kind:
            return f"{kind[:1].upper()}{kind[1:]}: {', '.join(names[:4])}"
        return row.get("place", "")

    def _asks(self) -> None:
        items: list[dict[str, str]] = [{} for _ in self._rows]
        made = self._hang("item", "ask")
        self._fill("item", items, made)
        self._units(items)
        for number, row, item in zip(self._numbers, self._rows, items, strict=True):
            if item and row.get("title"):
                made.rows.append((number, {"ask": row["title"], "what": row["title"], **item}))
        through = self._hang("via", "ask")
        for each in self._of("via"):
            self._fault(each, "stakeholder", through)
            for number, row, names in zip(self._numbers, self._rows, each.values, strict=True):
                for named in names or ():
                    self._mentions.stakeholder(named.name, number)
                    through.rows.append(
                        (number, {"ask": row.get("title", ""), "stakeholder": named.name})
                    )

    def _units(self, rows: list[dict[str, str]]) -> None:
        """The unit that stood in the same cell as its amount."""
        for each in self._read:
            if each.target.field == "quantity":
                for row, value in zip(rows, each.values, strict=True):
                    if value and value[1]:
                        row.setdefault("unit", value[1])

    # -- what is named ----------------------------------------------------------------------------

    def _mention_links(self) -> None:
        """Let stakeholders, sources and members of the desk that rows name be found or added."""
        if self._kind in ("item", "delivery"):
            self._units(self._rows)
        for made in (self._main, *self._hanging):
            links = [
                each for each in KINDS[made.kind].fields
                if each.link in ("stakeholder", "source", "member") and each.name != made.hangs_on
            ]  # fmt: skip
            for each in links:
                person = each.name == "stakeholder" and made.kind == "post"
                body = each.name in ("at", "part_of")
                # Only the first row that names one counts, so names are gone through from the end.
                first = {row.get(each.name, ""): number for number, row in reversed(made.rows)}
                for name, number in sorted(first.items(), key=lambda pair: pair[1]):
                    if name:
                        self._mentions.mention(each.link, name, number, person, body)
        for column in self._of("stakeholder", "country") if self._kind == "post" else ():
            for row, country in zip(self._rows, column.values, strict=True):
                self._mentions.country(row.get("stakeholder", ""), country)
