"""Rows of records that hang on the one whose form they stand in, and are saved with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.forms.controls import ENTER, submits
from ui.forms.editors import Editor
from ui.forms.picker import Unknown
from ui.forms.rows import Rows, RowWidget, SaidBeneath
from workbench import lists, records
from workbench.casebook import Casebook
from workbench.kinds import KINDS
from workbench.messages import Message, Refused, message
from workbench.records import FieldErrors
from workbench.writing import Change


@dataclass(frozen=True)
class Hanging:
    """Records of `kind`, hanging on the form's own by `parent`, of which these fields are typed.

    Where most are typed one below the other, `down` says that Enter leads from the first field to
    the next row; Tab leads to the others.
    """

    heading: Message
    kind: str
    parent: str
    fields: tuple[str, ...]
    down: bool = False


HANGING: Mapping[str, tuple[Hanging, ...]] = {
    "stakeholder": (
        Hanging(message("&Other names, in any script"), "name", "stakeholder",
                ("spelling", "kind", "language"), down=True),
        Hanging(message("&Posts"), "post", "stakeholder", ("title", "at", "when")),
    ),
    "ask": (
        Hanging(message("&Items: what is asked for, one by one"), "item", "ask",
                ("what", "quantity", "unit", "due")),
        Hanging(message("&Through whom it goes"), "via", "ask", ("stakeholder",)),
    ),
}  # fmt: skip

_SHARES = {
    "spelling": 5, "kind": 3, "language": 3, "what": 4, "title": 4, "at": 4, "quantity": 2,
    "unit": 3, "due": 3, "when": 3,
}  # fmt: skip


class HangingRow(RowWidget):
    """One record that hangs on the form's own; fields that are not shown stay as they are."""

    def __init__(
        self, casebook: Casebook, hanging: Hanging, exclude: str | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self.kind = KINDS[hanging.kind]
        self.editors: dict[str, Editor] = {}
        for name in hanging.fields:
            field = self.kind.field(name)
            editor = Editor(field, casebook, self, exclude, terse=True)
            editor.changed.connect(self.filled)
            self.line.addWidget(editor, _SHARES.get(name, 4))
            self.editors[name] = editor
        self._shown: dict[str, Any] = {}
        self.finish()
        if hanging.down:
            self.first().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = isinstance(event, QKeyEvent) and event.key() in ENTER and not submits(event)
        rows = self.parentWidget()
        if (
            event.type() == QEvent.Type.KeyPress
            and enter
            and not self.blank
            and isinstance(rows, Rows)
        ):
            rows.rows[rows.rows.index(self) + 1].first().setFocus()
            return True
        return super().eventFilter(watched, event)

    def stops(self) -> list[QWidget]:
        return [editor.control for editor in self.editors.values()]

    @property
    def blank(self) -> bool:
        return not self.kept and not any(editor.filled for editor in self.editors.values())

    def show_record(self, uid: str) -> None:
        """Hold a record that is there already. What others hang on can't be taken out here."""
        self.uid = uid
        values = records.get(self._casebook, self.kind.name, uid)
        self.kept = bool(records.going(self._casebook, self.kind.name, [uid]))
        for name, editor in self.editors.items():
            editor.show_value(values[name])
        self._shown = self._typed()
        self.filled.emit()

    def _typed(self) -> dict[str, Any]:
        return {name: editor.given() for name, editor in self.editors.items()}

    def given(self) -> dict[str, Any]:
        """Field -> value, of a record that is there only those that were changed.

        `Refused` says beneath which field what is wrong.
        """
        for editor in self.editors.values():
            editor.clear_error()
        typed: dict[str, Any] = {}
        errors: dict[str, Refused] = {}
        for name, editor in self.editors.items():
            try:
                given = editor.given()
            except Refused as refused:
                errors[name] = refused
                continue
            if self.uid is None or given != self._shown.get(name):
                typed[name] = given
        fresh = {name: value for name, value in typed.items() if isinstance(value, Unknown)}
        values: dict[str, Any] = {}
        try:
            stand_ins = typed | dict.fromkeys(fresh, "new")
            values = records.clean(self.kind.name, stand_ins, self._casebook.today, whole=False)
        except FieldErrors as wrong:
            errors |= wrong.errors
        if errors:
            for name, error in errors.items():
                self.editors[name].show_error(error)
            raise FieldErrors(self.kind, errors)
        return values | fresh

    def show_error(self, refused: Refused) -> None:
        """What is wrong stands beneath its field already; else beneath the row."""
        if not isinstance(refused, FieldErrors):
            super().show_error(refused)


class HangingRows(Rows):
    """The records of one kind that hang on the form's own (`uid`; None for a new one)."""

    def __init__(
        self, casebook: Casebook, hanging: Hanging, uid: str | None, parent: QWidget | None = None
    ) -> None:
        self.hanging = hanging
        self._casebook = casebook
        exclude = uid if hanging.kind in ("name", "post") else None
        super().__init__(
            str(hanging.heading), lambda: HangingRow(casebook, hanging, exclude, None), parent
        )
        self._there = self._hanging_on(uid) if uid else []
        for each in self._there:
            row = self.start()
            assert isinstance(row, HangingRow)
            row.show_record(each)

    def _hanging_on(self, uid: str) -> Sequence[str]:
        kind = self.hanging.kind
        query = lists.Query(kind, hanging_on=(self.hanging.parent, uid))
        keys = sorted(lists.ids(self._casebook, query))
        return lists.uids(self._casebook, kind, keys)

    def snapshot(self) -> list[Any]:
        """All that the rows hold, to be compared."""
        return [
            (row.uid, [editor.held() for editor in row.editors.values()])
            for row in self.rows
            if isinstance(row, HangingRow) and not row.blank
        ]

    def collect(self) -> list[tuple[str | None, dict[str, Any]]]:
        """(uid, values) of every row that was given something. `SaidBeneath` where one is wrong."""
        collected: list[tuple[str | None, dict[str, Any]]] = []
        sound = True
        for row in self.filled_rows():
            try:
                collected.append((row.uid, row.given()))
            except Refused as refused:
                row.show_error(refused)
                sound = False
        if not sound:
            raise SaidBeneath
        return collected

    def write(
        self, change: Change, parent: str, collected: Sequence[tuple[str | None, dict[str, Any]]]
    ) -> None:
        """Make the records that hang on `parent` what the rows hold."""
        kind = self.hanging.kind
        stay = {uid for uid, _values in collected}
        change.delete(kind, [uid for uid in self._there if uid not in stay])
        for uid, values in collected:
            known = {
                name: add_by_name(change, KINDS[kind].field(name), value.name)
                if isinstance(value, Unknown)
                else value
                for name, value in values.items()
            }
            if uid is None:
                change.add(kind, {self.hanging.parent: parent, **known})
            elif known:
                change.edit(kind, {uid: known})


def add_by_name(change: Change, link: Any, name: str) -> str:
    """A new record of which only the name is known yet; the rest is filled in on its card.

    `link` is the field that is to lead to it.
    """
    if link.link == "source":
        return change.add("source", {"title": name})
    if link.link == "member":
        return change.add("member", {"name": name})
    # Where somebody holds a post, or what somebody belongs to, is no person.
    kind = "institution" if link.name in ("at", "part_of") else "person"
    return change.add(link.link, {"name": name, "kind": kind})
