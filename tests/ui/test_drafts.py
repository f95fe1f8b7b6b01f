"""Nothing typed is lost: what was not saved is kept while it is typed, and offered again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import do, nameless, once, said, uid_of
from ui.drafts import desk
from ui.forms import frame
from ui.forms.many_form import ManyForm
from ui.forms.meeting_form import MeetingForm
from ui.forms.picker import RecordPicker
from ui.forms.record_form import RecordForm
from ui.window import Window
from workbench import drafts, lists, records
from workbench.casebook import Casebook
from workbench.drafts import Draft
from workbench.kinds import KINDS
from workbench.lists import Query
from workbench.messages import Refused, message

ROOT = Path(__file__).resolve().parent.parent.parent


def open_form(window: Window, kind: type[Any]) -> Any:
    """The form of this kind that is open; None where there is none."""
    found = [form for form in window.findChildren(kind) if form.isVisible()]
    return found[-1] if found else None


def in_form(window: Window, kind: type[Any], does: Callable[[Any], None]) -> None:
    """Do this with the form once it is open."""
    once(
        lambda: open_form(window, kind) is not None,
        lambda: does(open_form(window, kind)),
        window,
    )


def answers(monkeypatch: pytest.MonkeyPatch, button: str) -> None:
    """Answer the next question by this button."""

    def answer(box: QMessageBox) -> int:
        box.show()
        next(each for each in box.buttons() if each.text() == button).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)


def waiting(casebook: Casebook) -> list[Draft]:
    return [each for each in drafts.waiting(casebook) if each.typed]


def keep_half_a_source(window: Window, monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Type half a source, and keep it for later."""

    def types(form: Any) -> None:
        QTest.keyClicks(form.editors["title"].control, title)
        form.reject()

    answers(monkeypatch, "Keep for later")
    in_form(window, RecordForm, types)
    do(window, "new_source")


# -- while it is typed ---------------------------------------------------------------------------


def test_what_is_typed_is_kept_by_itself_and_goes_once_saved(window: Window, qtbot: QtBot) -> None:
    casebook = window.casebook
    seen: list[str] = []

    def types(form: Any) -> None:
        QTest.keyClicks(form.editors["title"].control, "A cable")
        once(lambda: bool(waiting(casebook)), saves, window)

    def saves() -> None:
        seen.append(waiting(casebook)[0].state["fields"]["title"]["text"])
        open_form(window, RecordForm).save()

    in_form(window, RecordForm, types)
    do(window, "new_source")
    assert seen == ["A cable"]
    assert drafts.waiting(casebook) == []
    assert window.unsaved.bar.isHidden()


def test_what_is_typed_and_taken_out_again_leaves_no_draft(window: Window) -> None:
    casebook = window.casebook

    def types(form: Any) -> None:
        line = form.editors["title"].control
        QTest.keyClicks(line, "A")
        once(lambda: bool(waiting(casebook)), lambda: empties(form, line), window)

    def empties(form: Any, line: Any) -> None:
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        once(lambda: not drafts.waiting(casebook), form.reject, window)

    in_form(window, RecordForm, types)
    do(window, "new_source")  # leaves without a question
    assert drafts.waiting(casebook) == []


@pytest.mark.parametrize("kills", [signal.SIGKILL])
def test_a_killed_program_offers_every_letter_up_to_the_last_second(
    sample_file: Path, tmp_path: Path, light: QApplication, qtbot: QtBot, kills: int
) -> None:
    path = tmp_path / "killed.casebook"
    shutil.copyfile(sample_file, path)
    child = subprocess.Popen(
        [sys.executable, "-c", TYPES, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert child.stdout is not None
    typed = child.stdout.readline().rstrip("\n")
    os.kill(child.pid, kills)
    child.wait()
    child.stdout.close()
    assert typed
    casebook = Casebook.open(path, None, by="A. Officer")
    made = Window(casebook)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.unsaved.bar.lines) == 1)
    assert "A meeting that was not saved, from" in made.unsaved.bar.lines[0].says.text()
    held: list[str] = []

    def looks(form: Any) -> None:
        held.append(form.editors["said"].control.toPlainText())
        held.append(form.theirs.rows[0].picker.text())
        held.append(form.theirs.rows[0].part.currentText())
        form.put_away()

    in_form(made, MeetingForm, looks)
    made.unsaved.bar.lines[0].go_on.click()
    assert held[0].startswith(typed), "letters typed a second before were lost"
    assert held[1:] == ["Somebody nobody knows", "host"]
    made.close()


TYPES = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from ui import app
keeper = app.start(Path(sys.argv[1]))
window = keeper.window
typed, stamps = [], []

def types():
    from ui.forms.meeting_form import MeetingForm
    form = window.findChildren(MeetingForm)[-1]
    row = form.theirs.rows[0]
    row.picker.add_by_name("Somebody nobody knows")
    row.picker.edited.emit()
    row.part.setEditText("host")
    box = form.editors["said"].control
    letters = "they would let the water through by spring if the list were met "
    clock = QTimer(form, interval=25)
    def letter():
        sign = letters[len(typed) % len(letters)]
        QTest.keyClicks(box, sign)
        typed.append(sign)
        stamps.append(time.monotonic())
        if stamps[-1] - stamps[0] > 3:
            clock.stop()
            # All but what was typed within the last second is safe by now.
            old = [s for s, at in zip(typed, stamps) if stamps[-1] - at > 1]
            print("".join(old), flush=True)
            time.sleep(30)
    clock.timeout.connect(letter)
    clock.start()

QTimer.singleShot(200, types)
window.acts.log_meeting()
"""


# -- leaving -------------------------------------------------------------------------------------


def test_a_form_that_is_kept_for_later_is_listed_and_gone_on_with(
    window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    keep_half_a_source(window, monkeypatch, "Half a cable")
    (line,) = window.unsaved.bar.lines
    assert window.unsaved.bar.isVisible() and nameless(window.unsaved.bar) == []
    assert "A new record that was not saved (Source)" in line.says.text()
    assert "Half a cable" in line.says.text()

    def goes_on(form: Any) -> None:
        title = form.editors["title"].control
        assert title.text() == "Half a cable"
        title.setText(title.text() + ", whole")
        form.save()

    in_form(window, RecordForm, goes_on)
    do(window, "continue_draft")
    assert uid_of(window.casebook, "source", "Half a cable, whole")
    assert drafts.waiting(window.casebook) == [] and window.unsaved.bar.isHidden()


def test_the_bar_is_reached_by_tab(
    window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    keep_half_a_source(window, monkeypatch, "Half a cable")
    (line,) = window.unsaved.bar.lines
    at: QWidget | None = window.go_to
    passed = []
    for _step in range(60):
        at = at.nextInFocusChain() if at is not None else None
        passed.append(at)
    assert passed.index(line.go_on) < passed.index(line.away) < passed.index(window.sidebar)


def test_a_draft_is_thrown_away_only_by_saying_so(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_half_a_source(window, monkeypatch, "Half a cable")
    answers(monkeypatch, "Keep it")
    window.unsaved.bar.lines[0].away.click()
    assert len(waiting(window.casebook)) == 1
    answers(monkeypatch, "Throw away")
    window.unsaved.bar.lines[0].away.click()
    assert waiting(window.casebook) == [] and window.unsaved.bar.isHidden()


def test_the_same_form_offers_it_when_it_is_opened(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_half_a_source(window, monkeypatch, "The first")
    titles: list[str] = []

    def types_and_goes_on(form: Any) -> None:
        title = form.editors["title"].control
        QTest.keyClicks(title, "The second")
        assert form.offer.isVisible()
        form.offer.lines[0].go_on.click()
        titles.append(title.text())
        form.reject()

    in_form(window, RecordForm, types_and_goes_on)
    do(window, "new_source")
    # What was being typed when the other was gone on with is a draft of its own.
    assert titles == ["The first"]
    held = {each.state["fields"]["title"]["text"] for each in waiting(window.casebook)}
    assert held == {"The first"} | {"The second"}
    assert len(window.unsaved.bar.lines) == 2


def test_closing_the_window_keeps_a_half_filled_form(
    sample: Casebook, light: QApplication, qtbot: QtBot
) -> None:
    made = Window(sample)
    qtbot.addWidget(made)
    made.show()

    def types_and_closes(form: Any) -> None:
        QTest.keyClicks(form.editors["place"].control, "Doha")
        made.close()

    in_form(made, MeetingForm, types_and_closes)
    do(made, "log_meeting")
    again = Casebook.open(sample.path, None)
    (draft,) = waiting(again)
    assert draft.state["fields"]["place"]["text"] == "Doha"
    again.close()


def test_many_records_are_gone_on_with_too(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    window.show_pane("asks")
    pane: Any = window.here
    pane.view.selectAll()
    held: list[Any] = []
    answers(monkeypatch, "Keep for later")

    def types(form: Any) -> None:
        form.field.setCurrentIndex(form.field.findData("notes"))
        form.editor.control.setPlainText("ask again in spring")
        form.reject()

    def looks(form: Any) -> None:
        held.append((form.field.currentData(), form.editor.given(), len(form.uids)))
        form.save()

    in_form(window, ManyForm, types)
    do(window, "edit_many")
    in_form(window, ManyForm, looks)
    do(window, "continue_draft")
    ((field, value, n),) = held
    assert (field, value) == ("notes", "ask again in spring") and n > 1
    uid = lists.uids(window.casebook, "ask", lists.ids(window.casebook, Query("ask"))[:1])[0]
    assert records.get(window.casebook, "ask", uid)["notes"] == "ask again in spring"
    assert drafts.waiting(window.casebook) == []


# -- what was changed since ----------------------------------------------------------------------


def draft_of(window: Window, kind: type[Any], uid: str, does: Callable[[Any], None]) -> None:
    """Edit a record, and leave it half done."""

    def types(form: Any) -> None:
        does(form)
        form.put_away()

    in_form(window, kind, types)
    window.acts.edit_one("event" if kind is MeetingForm else "ask", uid)


def test_what_was_changed_since_is_said_and_nothing_overwritten(window: Window) -> None:
    casebook = window.casebook
    ask = uid_of(casebook, "ask", "1973")
    before = records.get(casebook, "ask", ask)
    draft_of(
        window, RecordForm, ask, lambda form: form.editors["notes"].control.setPlainText("typed")
    )
    records.edit(casebook, "ask", {ask: {"title": "Another title", "notes": "of somebody else"}})
    told: list[str] = []

    def looks(form: Any) -> None:
        told.append(form.told.text())
        assert form.editors["title"].control.text() == "Another title"
        assert form.editors["notes"].control.toPlainText() == "typed"
        form.save()

    in_form(window, RecordForm, looks)
    do(window, "continue_draft")
    assert before["title"] in told[0] and "Another title" in told[0]
    assert "of somebody else" in told[0] and "What you typed stands here" in told[0]
    after = records.get(casebook, "ask", ask)
    assert (after["title"], after["notes"]) == ("Another title", "typed")


def test_of_a_record_that_was_deleted_since_a_new_one_is_made(window: Window) -> None:
    casebook = window.casebook
    ask = uid_of(casebook, "ask", "1973")
    draft_of(
        window, RecordForm, ask, lambda form: form.editors["title"].control.setText("Typed anew")
    )
    records.delete(casebook, "ask", [ask])
    assert "deleted since" in window.unsaved.bar.lines[0].says.text()
    told: list[str] = []

    def looks(form: Any) -> None:
        told.append(form.told.text())
        assert form.editors["title"].control.text() == "Typed anew"
        form.put_away()

    in_form(window, RecordForm, looks)
    do(window, "continue_draft")
    assert "will be a new one" in told[0]


def test_a_meetings_rows_come_back_as_they_were_typed(window: Window) -> None:
    casebook = window.casebook
    meeting = uid_of(casebook, "event", "Dubai")
    there: list[Any] = []
    held: list[Any] = []

    def types(form: Any) -> None:
        row = form.theirs.start()
        row.picker.setText("A new face")
        row.picker.add_by_name("A new face")
        row.picker.edited.emit()
        row.picker.wanted.emit("A new face")
        row.post.setText("envoy")
        step = form.next_steps.start()
        step.what.setText("Write to them")
        step.what.textEdited.emit("Write to them")
        there.append(form.drafting._controls.state())

    def looks(form: Any) -> None:
        held.append(form.drafting._controls.state())
        assert form.theirs.filled_rows()[-1].post.isVisible()
        form.save()

    draft_of(window, MeetingForm, meeting, types)
    in_form(window, MeetingForm, looks)
    do(window, "continue_draft")
    assert held == there
    assert uid_of(casebook, "stakeholder", "A new face")
    assert drafts.waiting(casebook) == []


# -- where nothing can be kept -------------------------------------------------------------------


def test_where_nothing_can_be_kept_typing_goes_on_and_it_is_said_once(
    window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    full = [True]
    told: list[str] = []
    keep = window.casebook.keep

    def kept(key: str, value: Any) -> None:
        if full[0] and key.startswith(drafts.PREFIX):
            raise Refused(message("The disk is full; nothing was changed"))
        keep(key, value)

    monkeypatch.setattr(window.casebook, "keep", kept)

    def types(form: Any) -> None:
        QTest.keyClicks(form.editors["title"].control, "A cable")
        once(lambda: bool(form.unkept.error), lambda: is_told(form), window)

    def is_told(form: Any) -> None:
        told.append(form.unkept.error)
        form.reject()  # kept for later, which can't be: it stays
        told.append(form.problem.error)
        assert form.isVisible()
        full[0] = False
        once(lambda: bool(waiting(window.casebook)), lambda: saves(form), window)

    def saves(form: Any) -> None:
        once(lambda: not form.unkept.error, form.save, window)

    monkeypatch.setattr(frame, "leave_unsaved", lambda parent: "keep")
    in_form(window, RecordForm, types)
    do(window, "new_source")
    assert "disk is full" in told[0] and "disk is full" in told[1]
    assert uid_of(window.casebook, "source", "A cable")
    assert desk(window.casebook).forms() == []


def test_nothing_waits_where_nothing_was_left(window: Window) -> None:
    do(window, "continue_draft")
    assert "Nothing waits" in said(window)


# -- every form ----------------------------------------------------------------------------------

FORMS = [name for name, kind in KINDS.items() if name not in ("event", "change")]


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_comes_back_as_it_was_typed(
    sample: Casebook, light: QApplication, qtbot: QtBot, kind: str
) -> None:
    form = RecordForm(sample, kind)
    qtbot.addWidget(form)
    for control in form.stops():
        fill(control)
    for rows in form.hanging:
        for control in rows.rows[0].stops():
            fill(control)
    typed = form._controls().state()
    assert any(held["text"] for held in typed["fields"].values())
    kept = form.put_away()
    (draft,) = [each for each in drafts.waiting(sample) if each.id == kept]
    again = RecordForm(sample, kind)
    qtbot.addWidget(again)
    again.go_on_with(draft)
    assert again._controls().state() == typed
    again.put_away()


def fill(control: QWidget) -> None:
    """Put something into it, as a person might: a name that nobody has, the last choice."""
    if isinstance(control, RecordPicker):
        control.add_by_name("Nobody known")
        control.edited.emit()
        control.wanted.emit("Nobody known")
    elif isinstance(control, QComboBox):
        if control.isEditable():
            control.setEditText("a new word")
        else:
            control.setCurrentIndex(control.count() - 1)
            control.activated.emit(control.currentIndex())
    elif isinstance(control, QCheckBox):
        control.setChecked(True)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText("two\nlines, and \u0645\u062a\u0642\u06cc")
    elif isinstance(control, QLineEdit):
        control.setText("typed")
        control.textEdited.emit("typed")
