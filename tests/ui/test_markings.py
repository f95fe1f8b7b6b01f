"""Markings in the window and on the command line: seen everywhere, foretold, ordered, renamed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.command_line import Run, run
from tests.ui.driving import dialog, do, nameless, uid_of
from ui import marking_chips, theme
from ui.forms.marking_choice import MarkingChoice
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from ui.markings_dialog import MarkingsDialog
from ui.window import Window
from workbench import events, markings, records
from workbench.casebook import Casebook
from workbench.events import Meeting

__all__ = ["run"]

ORDER = ("Open", "Internal", "Restricted", "Confidential")


def _mark(casebook: Casebook, kind: str, words: str, marking: str) -> str:
    uid = uid_of(casebook, kind, words)
    records.edit(casebook, kind, {uid: {"marking": marking}})
    return uid


# -- seen ------------------------------------------------------------------------------------------


def test_a_table_shows_the_marking_as_soon_as_a_record_is_marked_and_undo_hides_it(
    window: Window, sample: Casebook
) -> None:
    window.show_pane("asks")
    table: Any = window.here
    assert "marking" not in table.model.shown
    uid = _mark(sample, "ask", "helmand", "Restricted")
    assert table.model.shown[1] == "marking"
    cells = [table.model.index(row, 1).data() for row in range(table.model.rowCount())]
    assert sorted(set(cells)) == ["Open", "Restricted"]
    table.layout_kept.show("marking", False)
    table.refill()
    assert "marking" in table.model.shown  # it is no matter of choice
    records.edit(sample, "ask", {uid: {"marking": None}})
    sample.undo()
    sample.undo()
    assert table.model.rowCount() == 10


def test_a_table_sorts_by_how_strict_a_marking_is(window: Window, sample: Casebook) -> None:
    _mark(sample, "ask", "helmand", "Internal")
    _mark(sample, "ask", "weapons", "Confidential")
    _mark(sample, "ask", "deportation", "Restricted")
    window.show_pane("asks")
    table: Any = window.here
    table.layout_kept.sort_by("marking")
    table.layout_kept.sort_by("marking")
    found = [table.model.index(row, 1).data() for row in range(4)]
    assert found == ["Confidential", "Restricted", "Internal", "Open"]


def test_a_card_has_its_chip_and_sets_the_sensitive_part_apart(
    window: Window, sample: Casebook
) -> None:
    uid = _mark(sample, "event", "araghchi", "Internal")
    window.go("event", uid)
    assert window.card.marking.text() == "INTERNAL"
    assert "Sensitive part" not in window.card.text.toPlainText()
    values = {"sensitive_part": "the <courier>", "sensitive_marking": "Confidential"}
    records.edit(sample, "event", {uid: values})
    told = window.card.text.toPlainText()
    assert "Sensitive part" in told and "CONFIDENTIAL" in told and "the <courier>" in told
    assert window.card.marking.text() == "INTERNAL"
    assert window.windowTitle() == "sample ─ Confidential"
    window.go("stakeholder", uid_of(sample, "stakeholder", "qatar"))
    assert window.card.marking.text() == "OPEN"


def test_a_card_says_which_of_those_that_it_names_are_stricter_than_itself(
    window: Window, sample: Casebook
) -> None:
    iran = _mark(sample, "stakeholder", "abbas", "Confidential")
    ask = _mark(sample, "ask", "helmand", "Internal")
    meeting = _mark(sample, "event", "araghchi", "Internal")
    window.go("event", meeting)
    told = " ".join(window.card.text.toPlainText().replace("\xa0", " ").split())
    assert "Abbas Araghchi CONFIDENTIAL" in told and "INTERNAL" not in told
    window.go("stakeholder", iran)
    assert "CONFIDENTIAL" not in window.card.text.toPlainText()
    records.edit(sample, "event", {meeting: {"marking": None}})
    window.go("event", meeting)
    assert window.card.text.toPlainText().count("INTERNAL") == 1
    assert records.get(sample, "ask", ask)["marking"] == "Internal"


def test_panes_say_the_strictest_marking_of_what_they_show_and_so_do_their_pictures(
    window: Window, sample: Casebook, tmp_path: Path
) -> None:
    _mark(sample, "event", "araghchi", "Restricted")
    _mark(sample, "stakeholder", "qatar", "Confidential")
    records.edit(
        sample, "event", {uid_of(sample, "event", "paktia"): {"sensitive_marking": "Confidential"}}
    )
    window.show_pane("today")
    today: Any = window.here
    assert "CONFIDENTIAL" not in today.text.toPlainText()
    assert "RESTRICTED" in today.text.toPlainText()
    for pane, word in (("timeline", "CONFIDENTIAL"), ("relationships", "CONFIDENTIAL")):
        window.show_pane(pane)
        host: Any = window.here
        label = host.pane.findChild(marking_chips.MarkingLabel)
        assert label.isVisible() and label.text() == word
        window.files.picture_to(tmp_path / f"{pane}.svg")
        assert (tmp_path / f"{pane}.svg").read_text().count(word) == 2


def test_a_neighbourhood_is_marked_by_what_is_in_it(window: Window, sample: Casebook) -> None:
    _mark(sample, "stakeholder", "qatar", "Confidential")
    window.show_pane("relationships")
    host: Any = window.here
    label = host.pane.findChild(marking_chips.MarkingLabel)
    assert label.text() == "CONFIDENTIAL"
    host.pane.centre_on(uid_of(sample, "stakeholder", "icc"))
    assert label.text() == "OPEN"


@pytest.mark.parametrize("n", range(1, 10))
def test_each_marking_of_a_list_has_a_colour_that_is_seen_beside_its_word(
    light: QApplication, n: int
) -> None:
    order = [f"M{place}" for place in range(n)]
    for dark in (False, True):
        colours = theme.Theme(dark)
        hues = [theme.marking_hue(place, n) for place in range(n)]
        assert len({hue.name() for hue in hues}) == min(n, 8)
        for hue in hues:
            chip = colours.chip(hue)
            assert theme.contrast(chip.text, chip.ground) >= theme.TEXT_CONTRAST
            assert theme.contrast(chip.outline, colours.base) >= theme.FILL_CONTRAST
    assert marking_chips.hue(order, "no longer listed") == theme.marking_hue(n - 1, n)


# -- foretold --------------------------------------------------------------------------------------


def test_a_form_says_beforehand_what_a_new_record_will_be_marked(
    sample: Casebook, qtbot: QtBot, light: QApplication
) -> None:
    ask = _mark(sample, "ask", "helmand", "Restricted")
    form = RecordForm(sample, "item", None, {"ask": ask})
    qtbot.addWidget(form)
    choice = form.editors["marking"].control
    assert isinstance(choice, MarkingChoice)
    assert choice.currentText() == "as what it hangs on: Restricted"
    form.editors["what"].show_value("A gauge")
    form.save()
    assert records.get(sample, "item", str(form.saved_uid))["marking"] == "Restricted"


def test_a_meetings_form_follows_its_parties_and_holds_the_sensitive_part_to_them(
    sample: Casebook, qtbot: QtBot, light: QApplication
) -> None:
    qatar = _mark(sample, "stakeholder", "qatar", "Internal")
    _mark(sample, "ask", "helmand", "Restricted")
    form = MeetingForm(sample, parties=(qatar,))
    qtbot.addWidget(form)
    choice: Any = form.editors["marking"].control
    part: Any = form.editors["sensitive_marking"].control
    assert choice.currentText() == "as what it hangs on: Internal"
    row: Any = form.answers.start()
    row.picker.show_uid(uid_of(sample, "ask", "helmand"))
    row.picker.chosen.emit(uid_of(sample, "ask", "helmand"))
    assert choice.currentText() == "as what it hangs on: Restricted"
    assert part.currentText() == "as the whole event: Restricted"
    offered = [part.model().item(place).isEnabled() for place in range(1, 5)]
    assert offered == [False, False, True, True]
    part.setCurrentIndex(part.findData("Restricted"))
    choice.setCurrentIndex(choice.findData("Confidential"))
    assert part.currentText() == "as the whole event: Confidential"
    choice.setCurrentIndex(choice.findData("Open"))
    form.editors["sensitive_part"].control.setPlainText("who carries it")  # type: ignore[attr-defined]
    part.setCurrentIndex(part.findData("Confidential"))
    form.save()
    made = records.get(sample, "event", str(form.saved_uid))
    assert (made["marking"], made["sensitive_part"], made["sensitive_marking"]) == (
        "Open", "who carries it", "Confidential",
    )  # fmt: skip


def test_editing_a_meeting_keeps_its_sensitive_part(
    sample: Casebook, qtbot: QtBot, light: QApplication
) -> None:
    uid = events.log_meeting(
        sample, Meeting(title="Talks", sensitive_part="names", sensitive_marking="Restricted")
    )
    form = MeetingForm(sample, uid=uid)
    qtbot.addWidget(form)
    assert form.editors["marking"].control.currentText() == "not marked: Open"  # type: ignore[attr-defined]
    form.editors["title"].control.setText("Long talks")  # type: ignore[attr-defined]
    form.save()
    made = records.get(sample, "event", uid)
    assert (made["title"], made["sensitive_part"], made["sensitive_marking"], made["marking"]) == (
        "Long talks", "names", "Restricted", None,
    )  # fmt: skip


# -- the list --------------------------------------------------------------------------------------


def test_the_list_is_changed_in_a_dialog_and_undo_takes_all_of_it_back(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    uid = _mark(sample, "ask", "helmand", "Restricted")
    do(window, "markings")
    shown = dialog(window, MarkingsDialog, qtbot)
    assert nameless(shown) == []
    shown.table.setCurrentCell(2, 0)
    assert not shown.remove.isEnabled() and "rename it" in shown.remove.toolTip()
    shown.table.item(2, 0).setText("Desk only")
    shown.up.click()
    shown.table.setCurrentCell(3, 0)
    shown.remove.click()
    shown.add.click()
    shown.table.item(3, 0).setText("Cosmic")
    shown.save()
    assert not shown.isVisible()
    assert markings.order(sample) == ("Open", "Desk only", "Internal", "Cosmic")
    assert records.get(sample, "ask", uid)["marking"] == "Desk only"
    assert window.windowTitle() == "sample ─ Desk only"
    do(window, "undo")
    assert markings.order(sample) == ORDER
    assert records.get(sample, "ask", uid)["marking"] == "Restricted"


def test_a_list_that_can_not_be_is_refused_in_the_dialog_which_stays(
    window: Window, sample: Casebook, qtbot: QtBot
) -> None:
    do(window, "markings")
    shown = dialog(window, MarkingsDialog, qtbot)
    shown.table.item(1, 0).setText("open")
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.isVisible() and "Two markings are called" in shown.problem.text()
    shown.reject()
    assert markings.order(sample) == ORDER


# -- the command line ------------------------------------------------------------------------------


def test_what_is_imported_takes_over_markings_and_a_wrong_one_is_told_of(
    run: Run, sample: Casebook
) -> None:
    _mark(sample, "stakeholder", "qatar", "Restricted")
    path, workbook = str(sample.path), str(sample.path.with_name("in.xlsx"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Stakeholders"
    for row in (("Name", "Kind", "Part of", "Marking"), ("Desk A", "office", "Qatar", None),
                ("Desk B", "office", "Qatar", "Cosmic")):  # fmt: skip
        sheet.append(row)
    book.save(workbook)
    done = run("import", path, workbook, "--json").json
    assert (done["created"], done["rejected"]) == (1, 1)
    assert "“Cosmic” is none of the casebook's markings" in done["problems"][0]["reason"]
    made = uid_of(sample, "stakeholder", "Desk A")
    assert records.get(sample, "stakeholder", made)["marking"] == "Restricted"
    assert run("check", path).status == 0


def test_a_sensitive_part_is_found_and_goes_out(run: Run, sample: Casebook) -> None:
    uid = uid_of(sample, "event", "araghchi")
    records.edit(
        sample, "event", {uid: {"sensitive_part": "Zarghuna", "sensitive_marking": "Internal"}}
    )
    path, workbook = str(sample.path), str(sample.path.with_name("out.xlsx"))
    assert [line["uid"] for line in run("find", path, "zarghuna", "--json").json] == [uid]
    run("export", path, workbook)
    cells = [cell.value for row in openpyxl.load_workbook(workbook)["Events"] for cell in row]
    assert {"Zarghuna", "Internal"} <= set(cells)
