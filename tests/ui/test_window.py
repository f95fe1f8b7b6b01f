"""The window: where one is, what is chosen, how one comes back, and what the keys do."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, said, uid_of
from ui import forms, theme, window_looks
from ui.sidebar import LABELS
from ui.window import Window
from ui.window_commands import MENUS
from workbench import events, records, settings
from workbench.casebook import Casebook

# -- panes, selection, back and forward ----------------------------------------------------------


@pytest.mark.parametrize("name", list(LABELS))
def test_every_pane_opens_from_the_menu_and_the_side_bar(
    window: Window, qtbot: QtBot, name: str
) -> None:
    do(window, f"pane {name}")
    assert window.pane_name == name and window.here.isVisible()
    current = window.sidebar.currentItem()
    assert current is not None and current.text() == str(LABELS[name])


def test_the_side_bar_is_walked_with_the_keyboard(window: Window, qtbot: QtBot) -> None:
    window.sidebar.setFocus()
    for expected in ("stakeholders", "meetings", "events"):
        qtbot.keyClick(window.sidebar, Qt.Key.Key_Down)
        assert window.pane_name == expected
        window.sidebar.setFocus()


def test_a_row_that_is_chosen_is_shown_on_the_card(window: Window, qtbot: QtBot) -> None:
    window.show_pane("asks")
    pane: Any = window.here
    with qtbot.waitSignal(pane.chosen):
        pane.view.selectRow(2)
    assert window.card.title.text() == "Keep to the 1973 Helmand River water treaty"
    assert window.status.counted.text() == "10 asks · 1 selected"


def test_a_link_leads_to_the_record_and_back_leads_back(window: Window, sample: Casebook) -> None:
    ask = uid_of(sample, "ask", "helmand")
    iran = uid_of(sample, "stakeholder", "abbas")
    window.show_pane("asks")
    window.go("ask", ask)
    window.card.followed.emit("stakeholder", iran)
    assert window.pane_name == "stakeholders" and window.here.uids() == [iran]  # type: ignore[attr-defined]
    do(window, "back")
    assert window.pane_name == "asks" and window.card.title.text().startswith("Keep to")
    assert window.here.uids() == [ask]  # type: ignore[attr-defined]
    do(window, "forward")
    assert window.card.title.text() == "Abbas Araghchi"
    assert not window.commands.actions["forward"].isEnabled()


def test_an_event_is_shown_among_the_meetings_if_it_is_one(
    window: Window, sample: Casebook
) -> None:
    window.show_pane("asks")
    window.go("event", uid_of(sample, "event", "araghchi"))
    assert window.pane_name == "meetings"
    window.go("event", uid_of(sample, "event", "paktia"))
    assert window.pane_name == "events"


def test_the_selection_is_one_thing_in_all_panes(window: Window, sample: Casebook) -> None:
    paktia = uid_of(sample, "event", "paktia")
    window.show_pane("events")
    window.go("event", paktia)
    window.show_pane("timeline")
    timeline: Any = window.here
    assert timeline.pane.view.selected is not None
    timeline.chosen.emit("event", uid_of(sample, "event", "crocus"))
    assert window.card.title.text() == "ISKP attacks the Crocus City Hall"
    window.show_pane("events")
    assert window.here.uids() == [uid_of(sample, "event", "crocus")]  # type: ignore[attr-defined]


def test_a_picture_stays_open_when_a_link_is_followed(window: Window, sample: Casebook) -> None:
    window.show_pane("relationships")
    window.go("ask", uid_of(sample, "ask", "helmand"))
    assert window.pane_name == "relationships" and window.card.title.text().startswith("Keep to")


def test_timeline_and_relationships_can_stand_below(window: Window, qtbot: QtBot) -> None:
    window.show_pane("meetings")
    do(window, "timeline_below")
    do(window, "relationships_below")
    assert all(pane.isVisible() for pane in window.views.below.values())
    pane: Any = window.here
    with qtbot.waitSignal(pane.chosen):
        pane.view.selectRow(0)
    assert window.views.below["timeline"].pane.view.selected is not None  # type: ignore[attr-defined]
    do(window, "timeline_below")
    assert not window.views.below["timeline"].isVisible()


# -- changes -------------------------------------------------------------------------------------


def test_a_change_shows_everywhere_and_can_be_undone_from_the_status_line(
    window: Window, sample: Casebook
) -> None:
    ask = uid_of(sample, "ask", "helmand")
    window.show_pane("asks")
    window.go("ask", ask)
    records.edit(sample, "ask", {ask: {"title": "Keep the treaty"}})
    assert window.card.title.text() == "Keep the treaty"
    pane: Any = window.here
    assert "Keep the treaty" in [pane.model.index(r, 0).data() for r in range(10)]
    assert pane.uids() == [ask]
    assert "Edit Ask." in said(window) and 'href="undo"' in said(window)
    window.status.said.linkActivated.emit("undo")
    assert window.card.title.text().startswith("Keep to the 1973")
    assert 'href="redo"' in said(window)
    window.status.said.linkActivated.emit("redo")
    assert window.card.title.text() == "Keep the treaty"


def test_the_menu_names_what_it_would_undo(window: Window, sample: Casebook) -> None:
    records.add(sample, "source", {"title": "A rumour"})
    window.commands.menus["edit"].aboutToShow.emit()
    undo, redo = (window.commands.actions[name] for name in ("undo", "redo"))
    assert undo.text() == "&Undo: Add Source" and not redo.isEnabled()
    undo.trigger()
    window.commands.menus["edit"].aboutToShow.emit()
    assert redo.text() == "&Redo: Add Source" and redo.isEnabled()


def test_what_another_process_wrote_is_seen(window: Window, sample: Casebook) -> None:
    window.show_pane("sources")
    pane: Any = window.here
    before = pane.model.rowCount()
    other = Casebook.open(sample.path, None)
    records.add(other, "source", {"title": "Heard elsewhere"})
    other.close()
    window.look_again()
    assert pane.model.rowCount() == before + 1
    assert "Somebody else" in said(window)


def test_a_record_that_is_deleted_leaves_the_card(window: Window, sample: Casebook) -> None:
    ask = uid_of(sample, "ask", "helmand")
    window.show_pane("asks")
    window.go("ask", ask)
    records.delete(sample, "ask", [ask])
    assert window.card.card is None
    do(window, "undo")
    window.go("ask", ask)
    assert window.card.title.text().startswith("Keep to the 1973")


def test_the_title_is_the_name_and_the_strictest_marking(window: Window, sample: Casebook) -> None:
    assert window.windowTitle() == "sample"
    marking = sample.words("marking")[-1]
    records.edit(sample, "ask", {uid_of(sample, "ask", "helmand"): {"marking": marking}})
    assert window.windowTitle() == f"sample ─ {marking}"


# -- commands ------------------------------------------------------------------------------------


def test_new_of_this_kind_asks_for_that_kind(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        forms, "edit_record", lambda parent, book, kind, uid=None, preset=None: asked.append(kind)
    )
    monkeypatch.setattr(
        forms, "log_meeting",
        lambda parent, book, preset_parties=(), kind="meeting": asked.append(kind),
    )  # fmt: skip
    for name in ("stakeholders", "asks", "ties", "items", "sources", "actions"):
        window.show_pane(name)
        do(window, "new")
    assert asked == ["stakeholder", "ask", "tie", "item", "source", "action"]
    asked.clear()
    for name in ("today", "meetings", "events"):
        window.show_pane(name)
        do(window, "new")
    assert asked == ["meeting", "meeting", "statement"]


def test_logging_a_meeting_starts_with_who_is_on_the_card_and_ends_on_its_own(
    window: Window, sample: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    iran = uid_of(sample, "stakeholder", "abbas")
    window.show_pane("stakeholders")
    window.go("stakeholder", iran)

    def log(
        parent: QWidget, book: Casebook, preset_parties: Any = (), kind: str = "meeting"
    ) -> str:
        parties = [events.PartyIn(uid) for uid in preset_parties]
        return events.log_meeting(book, events.Meeting(parties=parties, when="2025-02-04"))

    monkeypatch.setattr(forms, "log_meeting", log)
    do(window, "log_meeting")
    assert window.pane_name == "meetings"
    assert window.card.title.text() == "Meeting: Abbas Araghchi"
    do(window, "undo")
    assert window.card.card is None


def test_edit_and_delete_work_on_what_is_chosen(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, str, object]] = []
    monkeypatch.setattr(
        forms, "edit_record",
        lambda parent, book, kind, uid=None, preset=None: calls.append(("edit", kind, uid)),
    )  # fmt: skip
    monkeypatch.setattr(
        forms, "edit_meeting", lambda parent, book, uid: calls.append(("edit", "event", uid))
    )
    monkeypatch.setattr(
        forms, "edit_many",
        lambda parent, book, kind, uids: calls.append(("many", kind, len(uids))),
    )  # fmt: skip
    monkeypatch.setattr(
        forms, "confirm_delete",
        lambda parent, book, kind, uids: calls.append(("delete", kind, len(uids))),
    )  # fmt: skip
    window.show_pane("asks")
    pane: Any = window.here
    with qtbot.waitSignal(pane.chosen):
        pane.view.selectRow(0)
    first = pane.uids()[0]
    do(window, "edit")
    pane.opened.emit()
    do(window, "delete")
    pane.view.selectAll()
    for name in ("edit", "edit_many", "delete"):
        do(window, name)
    window.show_pane("events")
    window.go("event", window.here.model.uid_at(0))  # type: ignore[attr-defined]
    do(window, "edit")
    assert calls == [
        ("edit", "ask", first), ("edit", "ask", first), ("delete", "ask", 1),
        ("many", "ask", 10), ("many", "ask", 10), ("delete", "ask", 10),
        ("edit", "event", window.selection[1]),
    ]  # fmt: skip


def test_every_command_has_a_method_a_menu_and_a_key_of_its_own(window: Window) -> None:
    for _name, _title, commands in MENUS:
        for command in commands:
            if command is not None and command.name != "recent":
                assert isinstance(window.commands.actions[command.name], QAction)
    keys = [
        keys.toString()
        for action in window.commands.actions.values()
        for keys in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    for wanted in (
        "Ctrl+K", "Ctrl+L", "Ctrl+N", "F2", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+F", "Alt+Left",
        "Alt+Right", "Ctrl+1", "Ctrl+7", "Ctrl+E", "Ctrl+I", "F1", "Ctrl++", "Ctrl+-", "Ctrl+0",
    ):  # fmt: skip
        assert wanted in keys


def test_ctrl_f_leads_to_the_filter_and_esc_back_to_the_rows(window: Window, qtbot: QtBot) -> None:
    window.show_pane("asks")
    pane: Any = window.here
    window.activateWindow()
    do(window, "filter")
    assert QApplication.focusWidget() is pane.filters.text
    qtbot.keyClick(pane.filters.text, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is pane.view


def test_text_is_made_larger_and_its_own_size_again(window: Window, light: QApplication) -> None:
    points = theme.points(light)
    do(window, "larger")
    do(window, "larger")
    assert theme.points(light) == points + 2
    assert settings.load().text_size == points + 2 - window_looks.base(light)
    do(window, "smaller")
    assert theme.points(light) == points + 1
    do(window, "normal")
    assert theme.points(light) == window_looks.base(light)


def test_dark_and_light_are_chosen_and_remembered(window: Window, light: QApplication) -> None:
    do(window, "dark")
    assert theme.current().dark and settings.load().theme == "dark"
    assert window.commands.actions["dark"].isChecked()
    do(window, "light")
    assert not theme.current().dark
    do(window, "as_system")
    assert settings.load().theme == "system"


def test_the_window_comes_back_as_it_was_left(
    sample: Casebook, light: QApplication, qtbot: QtBot
) -> None:
    first = Window(sample)
    qtbot.addWidget(first)
    first.show()
    first.resize(1111, 777)
    first.columns_split.setSizes([200, 500, 400])
    first.show_pane("asks")
    do(first, "timeline_below")
    sizes = first.columns_split.sizes()
    path = sample.path
    first.close()
    second = Window(Casebook.open(path, None))
    qtbot.addWidget(second)
    second.show()
    assert second.pane_name == "asks" and "timeline" in second.views.below
    if second.screen().availableGeometry().width() >= 1111:
        assert second.width() == 1111 and second.columns_split.sizes() == sizes
    second.close()


def test_what_is_no_act_is_not_offered_to_be_taken_back(window: Window) -> None:
    window.casebook.join("Anna Desk")
    assert "Join the desk" in window.status.said.text()
    assert "href" not in window.status.said.text()
    records.add(window.casebook, "stakeholder", {"name": "Norway", "kind": "state"})
    assert 'href="undo"' in window.status.said.text()


def test_a_meeting_is_logged_though_who_was_chosen_is_gone(
    window: Window, sample: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = uid_of(sample, "stakeholder", "abbas")
    window.go("stakeholder", uid)
    asked: list[Any] = []
    monkeypatch.setattr(
        forms, "log_meeting", lambda *_given, **more: asked.append(more["preset_parties"])
    )
    do(window, "log_meeting")
    records.delete(sample, "stakeholder", [uid])
    window.selection = ("stakeholder", uid)
    do(window, "log_meeting")
    assert asked == [(uid,), ()]
