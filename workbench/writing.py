"""What an act writes with: values checked, and turned into what the tables keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from db import hanging
from db import lists as listing
from db.unit import Unit
from workbench import markings, when
from workbench.inheritance import Inheritance
from workbench.kinds import KINDS, Field, Kind, Mention
from workbench.messages import Refused, message
from workbench.values import SCALE, Value, check_quantity, plainest, read

Written = TypeVar("Written")


class FieldErrors(Refused):
    """Everything that is wrong with a record's fields: `errors`, by the field's name."""

    def __init__(self, kind: Kind, errors: Mapping[str, Refused]) -> None:
        self.errors = dict(errors)
        first = next(iter(self.errors))
        refused = self.errors[first]
        where = message("{kind}, {field}", kind=kind.one, field=kind.field(first).label)
        super().__init__(refused.what, where, refused.what_to_do, refused.candidates)


def missing(
    kind: Kind, values: Mapping[str, Value], errors: Mapping[str, Refused], *, whole: bool
) -> dict[str, Refused]:
    """The required fields that are empty; where not `whole`, only those that were given."""
    return {
        field.name: Refused(message("{field} is missing", field=field.label))
        for field in kind.fields
        if field.required
        and field.name not in errors
        and values.get(field.name) is None
        and (whole or field.name in values)
    }


def _when(field: Field, value: Any) -> tuple[Any, ...]:
    if value is None:
        return None, None, None
    return (value, *when.bounds(value))


def _quantity(field: Field, value: Any) -> int | None:
    return None if value is None else int(check_quantity(Decimal(value)) * SCALE)


def _yes_no(field: Field, value: Any) -> int:
    return 1 if value else 0


def _tenor(field: Field, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and -3 <= value <= 3):
        return value
    return int(_read_again(field, value))


def _read_again(field: Field, value: Any) -> Any:
    return None if value is None else read(field, str(value))


def _plain(field: Field, value: Any) -> Any:
    return value


_CONVERTERS: dict[str, Callable[[Field, Any], Any]] = {
    "quantity": _quantity,
    "yes/no": _yes_no,
    "tenor": _tenor,
    "link": _plain,
}


def columns(field: Field, value: Any) -> tuple[Any, ...]:
    """What the columns behind a field hold for a value. `Refused` where it can't be."""
    if field.type == "when":
        return _when(field, value)
    return (_CONVERTERS.get(field.type, _read_again)(field, value),)


def from_cell(field: Field, cell: Any) -> Any:
    """The value behind what a list's cell was read as (a link stays a mention)."""
    return plain_cell(field.type, cell)


def plain_cell(type_: str, cell: Any) -> Any:
    """A raw cell as a value: quantities unscaled, links as mentions."""
    if cell is None:
        return None
    if type_ == "quantity":
        return plainest(Decimal(cell) / SCALE)
    if type_ == "yes/no":
        return bool(cell)
    if type_ == "link":
        return Mention(*cell)
    if type_ == "links":
        return tuple(Mention(*each) for each in cell)
    return cell


class Change:
    """One act while it is being done. Of no use after its `with` block."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._words: dict[str, set[str]] = {}
        self._marking = Inheritance(unit)

    @property
    def number(self) -> int | None:
        """The change set's number; None as long as nothing was written."""
        return self._unit.change_set

    def name_it(self, did: Any) -> None:
        """Call the act otherwise than it was begun as: what it did may show only at its end."""
        self._unit.did = did

    def add(self, kind: str, values: Mapping[str, Value]) -> str:
        """A new record; its uid. `FieldErrors` where a value is wrong or a required one missing."""
        known = KINDS[kind]
        row = self._row(known, values, whole=True)
        return self._added(known, {name: (value,) for name, value in row.items()}, 1)[0]

    def add_many(
        self, kind: str, names: Sequence[str], rows: Sequence[Sequence[Value]]
    ) -> list[str]:
        """New records in bulk; their uids, in order. `uid` may be among the names.

        Values are taken as they are, but for dates, quantities and words of the casebook's own
        lists, which are seen to; what else is wrong is refused by the record itself.
        """
        known = KINDS[kind]
        if not rows:
            return []
        names = list(names)
        given: dict[str, Sequence[Any]] = dict(zip(names, zip(*rows, strict=True), strict=True))
        made: dict[str, Sequence[Any]] = {}
        for name, values in given.items():
            if name == "uid":
                made[name] = values
                continue
            field = known.field(name)
            made.update(self._bulk(field, values))
        if kind == "name" and "script" not in made:
            made["script"] = [_script(spelling) for spelling in given["spelling"]]
        return self._added(known, made, len(rows))

    def _added(self, kind: Kind, made: dict[str, Sequence[Any]], count: int) -> list[str]:
        """Write new records, marked as strictly as what they hang on where they are not marked."""
        ranks = self._marking.before(kind, made, count)
        self._marking.keep_part(made)
        uids = self._unit.add_many(kind.name, list(made), list(zip(*made.values(), strict=True)))
        self._marking.after(kind, made, uids, ranks)
        if kind.name == "term":
            self._marking.forget()
        return uids

    def _bulk(self, field: Field, values: Sequence[Any]) -> dict[str, Sequence[Any]]:
        if field.type == "when":
            known: dict[Any, tuple[Any, ...]] = {}
            for value in values:
                if value not in known:
                    known[value] = _when(field, value)
            parts = zip(*(known[value] for value in values), strict=True)
            return dict(zip(field.columns, parts, strict=True))
        if field.type in ("quantity", "yes/no"):
            return {field.name: [columns(field, value)[0] for value in values]}
        if field.list == markings.MARKINGS:
            spelt: dict[Any, Any] = self._marking.spelt({value for value in values if value})
            return {field.name: [spelt.get(value) for value in values]}
        if field.type == "listed":
            self._see_to(field, {value for value in values if value})
        return {field.name: values}

    def edit(self, kind: str, values: Mapping[str, Mapping[str, Value]]) -> int:
        """Change fields: uid -> field -> value. How many records really changed."""
        known = KINDS[kind]
        rows = {uid: self._row(known, fields, whole=False) for uid, fields in values.items()}
        if kind == "event":
            self._marking.keep_parts(rows)
        elif kind == "term":
            markings.term_edits(self._unit, rows)
            self._marking.forget()
        touched = self._unit.update(kind, rows) if rows else 0
        self._marking.edited(known, rows)
        return touched

    def delete(self, kind: str, uids: Sequence[str]) -> None:
        """Delete records, and all that must go with them."""
        if uids:
            if kind == "term":
                markings.term_deletions(self._unit, uids)
                self._marking.forget()
            hanging.delete(self._unit, kind, uids)

    def arrange_markings(self, wanted: Sequence[markings.Wanted]) -> None:
        """Make the casebook's list of markings this; see `workbench.markings.arrange`."""
        markings.rearrange(self._unit, wanted)
        self._marking.forget()

    def settle(self) -> None:
        """Called last: what the act put down inside a new record marks that too."""
        self._marking.settle()

    def put_back(self, backup: Any) -> None:
        """Make every record what it is in a backup that this connection reads."""
        from db import backing_up

        backing_up.put_back(self._unit, backup)

    def let(self, write: Callable[[Unit], Written]) -> Written:
        """Have a function of `db/` write within this act; what it gives back."""
        return write(self._unit)

    def _row(self, kind: Kind, values: Mapping[str, Value], *, whole: bool) -> dict[str, Any]:
        row: dict[str, Any] = {}
        errors: dict[str, Refused] = {}
        for name, value in values.items():
            if name == "uid":
                row[name] = value
                continue
            field = kind.field(name)
            try:
                parts = columns(field, value)
                if field.list == markings.MARKINGS and parts[0]:
                    parts = tuple(self._marking.spelt(parts).values())
            except Refused as refused:
                errors[name] = refused
                continue
            names = field.columns if field.type == "when" else (name,)
            row.update(zip(names, parts, strict=True))
            if field.type == "listed" and parts[0] and field.list != markings.MARKINGS:
                self._see_to(field, {parts[0]})
        absent = missing(kind, values, errors, whole=whole)
        if errors or absent:
            raise FieldErrors(kind, errors | absent)
        if kind.name == "name" and whole and not row.get("script"):
            row["script"] = _script(str(row["spelling"]))
        return row

    def _see_to(self, field: Field, words: set[str]) -> None:
        """Take words that are new into the casebook's own list."""
        known = self._words.get(field.list)
        if known is None:
            known = set(listing.words(self._unit.connection, field.list))
            self._words[field.list] = known
        fresh = sorted(words - known)
        if fresh:
            self._unit.add_many("term", ("list", "word"), [(field.list, word) for word in fresh])
            known.update(fresh)


def _script(spelling: str) -> str | None:
    from workbench.names import script_of

    return script_of(spelling) or None
