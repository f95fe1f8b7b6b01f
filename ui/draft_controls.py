"""What the controls of a form hold, read off and put back as if a person had typed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ui.forms.picker import RecordPicker
from ui.forms.rows import Rows, RowWidget
from workbench.drafts import same


def held(control: QWidget) -> dict[str, Any]:
    """What a control holds, as a draft keeps it."""
    if isinstance(control, RecordPicker):
        text, uid = control.held()
        return {"text": text, "value": uid, "new": control.will_add}
    if isinstance(control, QPlainTextEdit):
        return {"text": control.toPlainText()}
    if isinstance(control, QCheckBox):
        return {"text": control.text() if control.isChecked() else "", "value": control.isChecked()}
    if isinstance(control, QComboBox):
        if control.isEditable():
            return {"text": control.currentText()}
        return {"text": control.currentText(), "value": control.currentData()}
    assert isinstance(control, QLineEdit)
    return {"text": control.text()}


def put(control: QWidget, value: Mapping[str, Any]) -> None:
    """Hold this again, telling the form as typing does. What is held already is left alone."""
    if same(held(control), value):
        return
    if isinstance(control, RecordPicker):
        _pick(control, value)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(value["text"])
    elif isinstance(control, QCheckBox):
        control.setChecked(bool(value.get("value")))
    elif isinstance(control, QComboBox):
        _choose(control, value)
    elif isinstance(control, QLineEdit):
        control.setText(value["text"])
        control.textEdited.emit(value["text"])


def _pick(picker: RecordPicker, value: Mapping[str, Any]) -> None:
    uid, name = value.get("value"), value["text"]
    if uid:
        picker.show_uid(uid)
        if picker.text():
            picker.edited.emit()
            picker.chosen.emit(uid)
            return
        # That record is gone: its name stays, and is looked up anew when the form is saved.
    picker.show_uid(None)
    if value.get("new"):
        picker.add_by_name(name)
        picker.edited.emit()
        picker.wanted.emit(name)
    else:
        picker.setText(name)
        picker.edited.emit()


def _choose(box: QComboBox, value: Mapping[str, Any]) -> None:
    if box.isEditable():
        box.setEditText(value["text"])
        return
    wanted = value.get("value")
    places = [place for place in range(box.count()) if box.itemData(place) == wanted]
    box.setCurrentIndex(places[0] if places else -1)
    box.activated.emit(box.currentIndex())


@dataclass(frozen=True)
class Controls:
    """The controls of a form: its fields by name, and its groups of rows."""

    fields: Callable[[], Mapping[str, QWidget]]
    groups: Mapping[str, Rows] = field(default_factory=dict)

    def state(self) -> dict[str, Any]:
        """All that they hold."""
        return {
            "fields": {name: held(control) for name, control in self.fields().items()},
            "rows": {
                name: [{"uid": row.uid, "cells": _cells(row)} for row in rows.filled_rows()]
                for name, rows in self.groups.items()
            },
        }

    def put(self, state: Mapping[str, Any]) -> None:
        """Hold this again."""
        # The fields may come and go with the first of them, so they are asked for one by one.
        for name, value in state["fields"].items():
            control = self.fields().get(name)
            if control is not None:
                put(control, value)
        for name, rows in self.groups.items():
            _put_rows(rows, state["rows"].get(name, ()))

    def label(self, place: tuple[str, ...]) -> str:
        """What a place in the form is called: a field, a row's cell, or a group of rows."""
        if len(place) == 1:
            control = self.fields().get(place[0])
            return "" if control is None else control.accessibleName()
        rows = self.groups[place[0]]
        if len(place) == 2:
            return rows.title
        stops = rows.rows[0].stops()
        return stops[int(place[2])].accessibleName()


def _cells(row: RowWidget) -> dict[str, dict[str, Any]]:
    return {str(place): held(control) for place, control in enumerate(row.stops())}


def _put_rows(rows: Rows, wanted: Any) -> None:
    by_uid = {row["uid"]: row["cells"] for row in wanted if row["uid"] is not None}
    for row in list(rows.rows):
        if row.uid is None:
            continue
        if row.uid in by_uid:
            _put_cells(row, by_uid[row.uid])
        elif not row.kept:
            row.removed.emit()
    # What a new form starts out with is held by rows that are new themselves.
    fresh = [row["cells"] for row in wanted if row["uid"] is None]
    there = [row for row in rows.filled_rows() if row.uid is None]
    for row in there[len(fresh) :]:
        row.removed.emit()
    for place, cells in enumerate(fresh):
        _put_cells(there[place] if place < len(there) else rows.start(), cells)


def _put_cells(row: RowWidget, cells: Mapping[str, Any]) -> None:
    for place, control in enumerate(row.stops()):
        value = cells.get(str(place))
        if value is not None:
            put(control, value)
