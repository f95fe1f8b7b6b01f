"""A name that holds controls of direction shows them, wherever it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.duplicates_dialog import DuplicatesDialog
from ui.forms.offers import Offer, Offers
from ui.window import Window
from workbench import records
from workbench.duplicates import find

NAME = "Kali\u202erebmO"
SHOWN = "Kali⟨U+202E⟩rebmO"


def test_controls_of_direction_are_seen_in_tables_cards_and_offers(
    window: Window, qtbot: QtBot
) -> None:
    casebook = window.casebook
    uid, _other = (
        records.add(casebook, "stakeholder", {"name": NAME, "kind": "person"}) for _ in "ab"
    )
    window.show_pane("stakeholders")
    window.go("stakeholder", uid)
    assert window.card.title.text() == SHOWN
    model = window.here.model  # type: ignore[attr-defined]
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert SHOWN in texts and NAME not in texts
    offers = Offers(window)
    offers.show([Offer(uid, NAME, "")])
    assert offers.index(0).data() == SHOWN
    event = {"title": "A meeting", "kind": "meeting", "when": "2025-01"}
    met = records.add(casebook, "event", event)
    records.add(casebook, "party", {"event": met, "stakeholder": uid})
    window.go("event", met)
    assert SHOWN in window.card.text.toPlainText() and NAME not in window.card.text.toPlainText()
    dialog = DuplicatesDialog(casebook, find(casebook), window)
    qtbot.addWidget(dialog)
    assert dialog.list.item(0, 0).text() == f"{SHOWN} – {SHOWN}"
    assert dialog.compared.horizontalHeaderItem(1).text() == SHOWN
    assert dialog.compared.item(0, 1).data(Qt.ItemDataRole.DisplayRole).endswith(SHOWN)
