"""The choice of a marking in a form, which says beforehand what a new record will be marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QWidget

from ui.forms.controls import Choice
from ui.forms.picker import RecordPicker
from ui.marking_chips import SWATCH, icon
from workbench import markings
from workbench.casebook import Casebook
from workbench.messages import _


class MarkingChoice(Choice):
    """The casebook's markings, each with its colour, to choose one from.

    The first line is what holds where none is chosen: see `show_unmarked`, which tells of it by
    `foretold`.
    """

    foretold = Signal()

    def __init__(self, casebook: Casebook, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setIconSize(QSize(SWATCH, SWATCH))
        self.order = markings.order(casebook)
        self.addItem("", "")
        for word in self.order:
            self.addItem(icon(self.order, word), word, word)
        self.show_unmarked(markings.first(self.order), _("not marked: {marking}"))

    def show_unmarked(self, word: str, said: str) -> None:
        """Say what a record will be marked if none is chosen, and why; `said` has {marking}."""
        self._unmarked = word
        self.setItemText(0, said.replace("{marking}", word))
        self.setItemIcon(0, icon(self.order, word))
        self.foretold.emit()

    @property
    def will_be(self) -> str:
        """The marking that is chosen, or that holds where none is."""
        return self.currentData() or self._unmarked

    def offer_from(self, least: str) -> None:
        """Offer no marking that is less strict than this; one that was chosen goes with it."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for place, word in enumerate(self.order, 1):
            model.item(place).setEnabled(
                markings.rank(self.order, word) >= markings.rank(self.order, least)
            )
        chosen = self.currentData()
        if chosen and markings.rank(self.order, chosen) < markings.rank(self.order, least):
            self.setCurrentIndex(0)


class Foretold(QObject):
    """Says in a form what the new record's marking will be, as long as none is chosen.

    `links` gives the links that were made so far by the field's name, `also` what will stand
    inside the record: uids by kind.
    """

    def __init__(
        self,
        casebook: Casebook,
        kind: str,
        choice: MarkingChoice,
        links: Callable[[], Mapping[str, Any]],
        also: Callable[[], Mapping[str, Iterable[str]]],
    ) -> None:
        super().__init__(choice)
        self._casebook, self._kind, self._choice = casebook, kind, choice
        self._links, self._also = links, also

    def look(self, *_told: object) -> None:
        """Something that the record hangs on was chosen, or taken back."""
        word = markings.will_be(self._casebook, self._kind, self._links(), self._also())
        self._choice.show_unmarked(word, _("as what it hangs on: {marking}"))


def foretell_record(casebook: Casebook, kind: str, editors: Mapping[str, Any]) -> None:
    """Let the form of a new record say what it will be marked. `editors` are its fields'."""
    choice = editors["marking"].control if "marking" in editors else None
    if not isinstance(choice, MarkingChoice):
        return
    linked = {field.name: editors[field.name] for field in markings.links(kind)
              if field.name in editors}  # fmt: skip
    foretold = Foretold(casebook, kind, choice, lambda: _given(linked), dict)
    for editor in linked.values():
        editor.changed.connect(foretold.look)
        editor.control.chosen.connect(foretold.look)
    foretold.look()


def foretell_meeting(
    casebook: Casebook, editors: Mapping[str, Any], parties: Sequence[Any], answers: Any
) -> None:
    """Let the form of a new meeting say what it will be marked, by its parties and asks.

    `parties` and `answers` are groups of rows of the meeting's form.
    """
    choice = editors["marking"].control
    if not isinstance(choice, MarkingChoice):
        return

    def inside() -> Mapping[str, Iterable[str]]:
        return {
            "stakeholder": _chosen([row for group in parties for row in group.filled_rows()]),
            "ask": _chosen(answers.filled_rows()),
        }

    links = {"source": editors["source"]}
    foretold = Foretold(casebook, "event", choice, lambda: _given(links), inside)
    editors["source"].changed.connect(foretold.look)
    editors["source"].control.chosen.connect(foretold.look)
    for group in (*parties, answers):
        group.changed.connect(foretold.look)
        group.reshaped.connect(foretold.look)
    foretold.look()


def foretell_part(whole: Any, part: Any) -> None:
    """Let the sensitive part be marked no less strictly than the event; both are editors."""
    event, own = whole.control, part.control
    if not (isinstance(event, MarkingChoice) and isinstance(own, MarkingChoice)):
        return

    def limit() -> None:
        own.show_unmarked(event.will_be, _("as the whole event: {marking}"))
        own.offer_from(event.will_be)

    event.currentIndexChanged.connect(limit)
    event.foretold.connect(limit)
    limit()


def _given(editors: Mapping[str, Any]) -> dict[str, Any]:
    """What the links lead to; a name that is half typed leads nowhere yet."""
    return {name: _uid(editor.control) for name, editor in editors.items()}


def _uid(picker: Any) -> str | None:
    return picker.held()[1] if isinstance(picker, RecordPicker) else None


def _chosen(rows: Sequence[Any]) -> list[str]:
    return [uid for row in rows if (uid := _uid(row.picker))]
