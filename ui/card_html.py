"""A card as rich text. Everything that comes out of the record is escaped here.

Links are `record:KIND/UID` (go there), `line:KIND/UID` (edit or delete that line), `add:NAME`
(a new line in that section), `log:` (a meeting with this stakeholder) and `history:`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ui import theme
from ui.rich_text import escape
from workbench import when
from workbench.directions import is_right_to_left
from workbench.kinds import ASK_STATUSES, CLOSED, KINDS, Field, Mention
from workbench.messages import _, n_
from workbench.values import display

if TYPE_CHECKING:
    from workbench.cards import Card, Fact, Section
    from workbench.lists import Column, Row

# What stands first in a section's line; everything else follows below it, smaller.
_LEADS: dict[str, tuple[str, ...]] = {
    "posts": ("title", "at"),
    "holders": ("stakeholder", "title"),
    "meetings": ("title",),
    "events": ("title",),
    "claims": ("event", "says"),
    "deliveries": ("quantity", "unit", "item"),
}
_NEEDS_LABEL = frozenset(
    {"due", "delivered", "asked", "quantity", "owner", "asked_by", "asked_of", "raised"}
)
_SHORT = 30  # letters of a source's title
# What a section of the card tells in full.
_TOLD = {"asks": "responses", "came_up": "responses", "parties": "parties"}
_DATED = frozenset({"meetings", "events"})


class Page:
    """Rich text in the theme's colours of now, with dates worded as of one day."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.colours = theme.current()
        # Of records that are named here and must travel less far than what names them.
        self.marked: Mapping[str, tuple[str, theme.Chip]] = {}

    # -- small pieces ------------------------------------------------------------------------

    def link(self, href: str, text: str, tip: str = "") -> str:
        """A link; `href` is made of a word of ours and uids."""
        title = f' title="{escape(tip)}"' if tip else ""
        return f'<a href="{escape(href)}"{title}>{escape(text)}</a>'

    def mention(self, mention: Mention) -> str:
        """A link to a record. A source is called in short: it stands beside everything."""
        text = mention.label or str(KINDS[mention.kind].one)
        short = text
        if mention.kind == "source" and len(text) > _SHORT:
            short = text[: _SHORT - 1].rstrip() + "…"
        tip = text if short != text else ""
        return self.link(f"record:{mention.kind}/{mention.uid}", short, tip) + self.mark(
            mention.uid
        )

    def mark(self, uid: str) -> str:
        """The marking of a record that is named, where it is stricter than what names it."""
        if uid not in self.marked:
            return ""
        word, chip = self.marked[uid]
        size = theme.font("caption").pointSizeF()
        return (
            f' <span style="background-color: {chip.ground.name()}; color: {chip.text.name()};'
            f' font-size: {size}pt;">&nbsp;{escape(word.upper())}&nbsp;</span>'
        )

    def chip(self, word: str, chip: theme.Chip) -> str:
        """A word on its ground, with the line around it that makes it seen."""
        return (
            f'<table cellspacing="0" cellpadding="0" style="border: 1px solid'
            f' {chip.outline.name()}; border-collapse: collapse;">'
            f'<tr><td bgcolor="{chip.ground.name()}"'
            f' style="border: 1px solid {chip.outline.name()}; padding: 1px 5px;'
            f' color: {chip.text.name()}; white-space: nowrap;">{escape(word)}</td></tr></table>'
        )

    def muted(self, html: str) -> str:
        """Smaller, and less loud; takes HTML."""
        size = theme.font("caption").pointSizeF()
        return (
            f'<span style="color: {self.colours.muted.name()}; font-size: {size}pt;">{html}</span>'
        )

    def date(self, text: str) -> str:
        """A date as loosely as it is given; on hover as written, and how long ago."""
        parsed = when.parse(text)
        tip = _("{when}, {ago}", when=text, ago=when.ago(parsed, self.today))
        worded = escape(when.wording(parsed, self.today))
        return f'<span title="{escape(tip)}">{worded}</span>'

    def value(self, type_: str, value: Any, field: Field | None = None) -> str:
        """A cell or a fact; mentions as links."""
        if isinstance(value, Mention):
            return self.mention(value)
        if isinstance(value, tuple):
            return ", ".join(self.mention(each) for each in value)
        if type_ == "when" and isinstance(value, str):
            return self.date(value)
        return escape(display(type_, value, self.today, field))

    def paragraphs(self, text: str) -> str:
        """A long text, each paragraph in the direction that its first letters have."""
        made = []
        for paragraph in text.split("\n"):
            way = "rtl" if is_right_to_left(paragraph) else "ltr"
            side = "right" if way == "rtl" else "left"
            made.append(
                f'<p dir="{way}" align="{side}" style="margin: 0 0 4px 0;">'
                f"{escape(paragraph) or '&nbsp;'}</p>"
            )
        return "".join(made)

    # -- a card ------------------------------------------------------------------------------

    def card(self, card: Card, changes: int, sensitive: theme.Chip | None = None) -> str:
        """The whole card but for its title, which stands above it.

        `sensitive` is what the marking of its sensitive part stands on.
        """
        parts = [self._facts(card)]
        for fact in card.facts:
            if fact.type == "long text":
                parts += [self._heading(str(fact.label)), self.paragraphs(str(fact.value))]
        if card.sensitive is not None and sensitive is not None:
            marked = self.chip(card.sensitive.marking.upper(), sensitive)
            label = str(KINDS["event"].field("sensitive_part").label)
            parts += [self._heading(label, marked),
                      self._apart(card.sensitive.text, sensitive)]  # fmt: skip
        parts += [self._section(card, section) for section in card.sections if section.lines]
        parts += [self._addable(card), self._foot(changes)]
        return self.whole("".join(part for part in parts if part))

    def whole(self, html: str) -> str:
        """A document of this body."""
        link = self.colours.link.name()
        return f"<style>a {{ color: {link}; }} td {{ vertical-align: top; }}</style>{html}"

    def _heading(self, title: str, right: str = "") -> str:
        rule = self.colours.rule.name()
        return (
            f'<table width="100%" cellspacing="0" cellpadding="0" style="margin-top: 14px;'
            f' margin-bottom: 3px;"><tr><td style="border-bottom: 1px solid {rule};'
            f' padding-bottom: 2px;"><b>{escape(title)}</b></td>'
            f'<td align="right" style="border-bottom: 1px solid {rule}; padding-bottom: 2px;">'
            f"{right}</td></tr></table>"
        )

    def _apart(self, text: str, chip: theme.Chip) -> str:
        """A text in a frame of its marking's colour."""
        return (
            f'<table width="100%" cellspacing="0" cellpadding="0"><tr><td style="border: 1px solid'
            f' {chip.outline.name()}; padding: 6px;">{self.paragraphs(text)}</td></tr></table>'
        )

    def _facts(self, card: Card) -> str:
        rows = [self._fact(card, fact) for fact in card.facts if fact.type != "long text"]
        sums = self._sums(card)
        if sums:
            rows.append(self._fact_row(_("Delivered"), escape(sums)))
        if not any(rows):
            return ""
        return f'<table cellspacing="0" cellpadding="0">{"".join(rows)}</table>'

    def _fact_row(self, label: str, html: str) -> str:
        muted = self.colours.muted.name()
        return (
            f'<tr><td style="color: {muted}; padding: 2px 12px 2px 0; white-space: nowrap;">'
            f'{escape(label)}</td><td style="padding: 2px 0;">{html}</td></tr>'
        )

    def _fact(self, card: Card, fact: Fact) -> str:
        section = card.section(_TOLD.get(fact.name, ""))
        if fact.name in ("asked", "delivered") or (section is not None and section.lines):
            return ""
        if fact.name == "status":
            return self._fact_row(str(fact.label), self._status(card, fact))
        html = self.value(fact.type, fact.value, fact.field)
        if fact.type == "when" and fact.name != "due":
            ago = when.ago(when.parse(fact.value), self.today)
            html += " " + self.muted(escape(f"· {ago}"))
        return self._fact_row(str(fact.label), html)

    def _status(self, card: Card, fact: Fact) -> str:
        cells = [self.status_chip(str(fact.value))]
        if is_overdue(card.fact("due"), str(fact.value), self.today):
            cells.append(self.chip(_("overdue"), self.colours.status("overdue")))
        row = "".join(f'<td style="padding-right: 4px;">{cell}</td>' for cell in cells)
        return f'<table cellspacing="0" cellpadding="0"><tr>{row}</tr></table>'

    def status_chip(self, status: str) -> str:
        """The chip of an ask's status."""
        return self.chip(str(dict(ASK_STATUSES).get(status, status)), self.colours.status(status))

    def _sums(self, card: Card) -> str:
        items = card.section("items") if card.kind == "ask" else None
        if card.kind == "item":
            unit, asked = card.fact("unit") or "", card.fact("quantity")
            return sums_worded(card.fact("delivered"), asked, str(unit))
        if items is None or not items.lines:
            return ""
        units = {_cell(items, line, "unit") for line in items.lines}
        unit = str(units.pop() or "") if len(units) == 1 else ""
        return sums_worded(card.fact("delivered"), card.fact("asked"), unit)

    # -- sections ----------------------------------------------------------------------------

    def _section(self, card: Card, section: Section) -> str:
        right = ""
        if section.preset is not None:
            tip = _("Add: {kind}", kind=str(KINDS[section.kind].one))
            right = self.link(f"add:{section.name}", _("Add…"), tip)
        if section.name == "claims" and card.kind == "event":
            body = self._claims(section)
        else:
            parts = [self._line(card, section, line) for line in section.lines]
            # A column for chips is laid out only where one is: empty, it would still take room.
            chipped = any(chips for _first, _told, chips, _more in parts)
            lines = "".join(_row(part, chipped) for part in parts)
            body = f'<table width="100%" cellspacing="0" cellpadding="0">{lines}</table>'
        if section.more:
            more = n_("and {n} more", "and {n} more", section.more)
            body += f'<p style="margin: 2px 0;">{self.muted(escape(more))}</p>'
        return self._heading(str(section.title), right) + body

    def _line(self, card: Card, section: Section, line: Row) -> tuple[str, str, str, str]:
        """A line's date, words, chips, and the way to edit it."""
        cells = dict(zip((c.name for c in section.columns), line.cells, strict=True))
        columns = {column.name: column for column in section.columns}
        first = ""
        if section.name in _DATED:
            date = cells.pop("when")
            dated = self.muted(self.date(date)) if date else self.muted(escape(_("no date")))
            first = f'<td width="104" style="padding: 3px 8px 3px 0;">{dated}</td>'
        status = cells.pop("status", None)
        chips = "" if status is None else self.status_chip(status)
        if is_overdue(cells.get("due"), status, self.today) and status:
            chips += self.chip(_("overdue"), self.colours.status("overdue"))
        if section.name == "names":
            chips = self.muted(escape(str(cells.pop("script", None) or "")))
        lead, rest = self._told(card, section, cells, columns)
        if section.kind in ("tie", "post"):
            lead += self.mark(line.uid)
        below = f"<br>{self.muted(rest)}" if rest else ""
        return first, f"{lead}{below}", chips, self._more(section.kind, line.uid)

    def _more(self, kind: str, uid: str) -> str:
        tip = _("Edit or delete: {kind}", kind=str(KINDS[kind].one))
        return self.link(f"line:{kind}/{uid}", "⋯", tip)

    def _told(
        self, card: Card, section: Section, cells: dict[str, Any], columns: dict[str, Column]
    ) -> tuple[str, str]:
        """A line's first words, and the rest that stands below them."""
        if section.kind == "tie":
            lead = self._tie(card, cells)
        elif section.kind == "item" and section.name == "items":
            lead = self._item(card, cells, columns)
        else:
            names = _LEADS.get(section.name) or (next(iter(cells)),)
            if cells.get(names[0]) is None and section.name == "deliveries":
                lead = escape(_("quantity not known"))
                names = names[1:]
                lead = ", ".join([lead, *self._worded(cells, columns, names)])
            else:
                lead = (" " if section.name == "deliveries" else ", ").join(
                    self._worded(cells, columns, names)
                )
        rest = [
            (f"{escape(str(columns[name].label))}: " if name in _NEEDS_LABEL else "") + worded
            for name in list(cells)
            for worded in self._worded(cells, columns, (name,))
        ]
        return lead, " · ".join(rest)

    def _worded(
        self, cells: dict[str, Any], columns: dict[str, Column], names: tuple[str, ...]
    ) -> list[str]:
        """These cells worded, those that are empty left out; they are taken from `cells`."""
        made = []
        for name in names:
            value = cells.pop(name, None)
            if value is None or value is False or value == ():
                continue
            column = columns[name]
            shown = self.value(column.type, value, column.field)
            made.append(escape(str(column.label)).lower() if value is True else shown)
        return made

    def _tie(self, card: Card, cells: dict[str, Any]) -> str:
        """Who stands how to whom; on a stakeholder's own card, only the other end is named."""
        start, end = cells.pop("from"), cells.pop("to")
        kind, sign = str(cells.pop("kind")), display("tenor", cells.pop("tenor"), self.today)
        if end.uid == card.uid:
            ends = escape(_("from {who}")).replace("{who}", self.mention(start))
        elif start.uid == card.uid:
            ends = escape(_("to {who}")).replace("{who}", self.mention(end))
        else:
            ends = escape(_("{who} to {whom}")).replace("{whom}", self.mention(end))
            ends = ends.replace("{who}", self.mention(start))
        return f"{ends}: {escape(_('{kind}, tenor {tenor}', kind=kind, tenor=sign))}"

    def _item(self, card: Card, cells: dict[str, Any], columns: dict[str, Column]) -> str:
        quantity, unit = cells.pop("quantity"), str(cells.pop("unit") or "")
        delivered = cells.pop("delivered", None)
        lead = ", ".join(self._worded(cells, columns, ("what", "stakeholder")))
        return f"{lead}<br>{self.muted(escape(sums_worded(delivered, quantity, unit)))}"

    def _claims(self, section: Section) -> str:
        """Claims side by side, two in a row, none above another."""
        boxes = [self._claim(section, line) for line in section.lines]
        rows = [boxes[place : place + 2] for place in range(0, len(boxes), 2)]
        html = "".join(
            f"<tr>{''.join(row)}{'<td></td>' if len(row) < 2 and len(boxes) > 1 else ''}</tr>"
            for row in rows
        )
        return f'<table width="100%" cellspacing="4" cellpadding="0">{html}</table>'

    def _claim(self, section: Section, line: Row) -> str:
        by, says = _cell(section, line, "by"), _cell(section, line, "says")
        grade, source = _cell(section, line, "grade"), _cell(section, line, "source")
        graded = _("grade {grade}", grade=grade) if grade else _("not graded")
        said = escape(_("{who} says")).replace("{who}", self.value("link", by))
        told = [escape(graded)]
        if source is not None:
            told.append(self.value("link", source))
        told.append(self._more("claim", line.uid))
        rule = self.colours.border.name()
        return (
            f'<td width="50%" style="border: 1px solid {rule}; padding: 6px;"'
            f' bgcolor="{self.colours.alternate.name()}">{said}'
            f"{self.paragraphs(str(says))}{self.muted(' · '.join(told))}</td>"
        )

    def _addable(self, card: Card) -> str:
        """What has nothing in it yet, each as a link that begins it."""
        links = [
            self.link(f"add:{section.name}", str(section.title))
            for section in card.sections
            if not section.lines and section.preset is not None
        ]
        if card.kind == "stakeholder":
            links.insert(0, self.link("log:", _("Meeting")))
        if not links:
            return ""
        return f'<p style="margin: 16px 0 0 0;">{escape(_("Add:"))} {" · ".join(links)}</p>'

    def _foot(self, changes: int) -> str:
        told = n_("History: {n} change", "History: {n} changes", changes)
        return f'<p style="margin: 14px 0 0 0;">{self.link("history:", told)}</p>'


def _row(part: tuple[str, str, str, str], chipped: bool) -> str:
    first, told, chips, more = part
    beside = f'<td align="right" style="padding: 3px 0 3px 6px;">{chips}</td>' if chipped else ""
    return (
        f'<tr>{first}<td width="100%" style="padding: 3px 0;">{told}</td>{beside}'
        f'<td align="right" style="padding: 3px 0 3px 6px; white-space: nowrap;">{more}</td></tr>'
    )


def _cell(section: Section, line: Row, name: str) -> Any:
    place = next((n for n, c in enumerate(section.columns) if c.name == name), None)
    return None if place is None else line.cells[place]


def is_overdue(due: Any, status: str | None, today: datetime.date) -> bool:
    """Whether an ask or item is still open after its due date has surely passed."""
    if not due or status in CLOSED:
        return False
    return when.parse(str(due)).latest < when.from_date(today).earliest


def sums_worded(delivered: Decimal | None, asked: Decimal | None, unit: str) -> str:
    """What came of what was asked for. What is not known is said, never counted as nothing."""
    came, wanted = (
        None if n is None else display("quantity", n, datetime.date.min) for n in (delivered, asked)
    )
    of = f" ({unit})" if unit else ""
    if came is None and wanted is None:
        return _("how many were delivered is not known, nor of how many") + of
    if came is None:
        return _("how many of {asked} were delivered is not known", asked=wanted) + of
    if wanted is not None:
        return _("{n} of {asked} delivered", n=came, asked=wanted) + of
    if delivered == 0:
        return _("none delivered; how many are asked for is not known") + of
    return _("{n} delivered, of how many is not known", n=came) + of
