"""A meeting with somebody who is not in the casebook yet: logged, taken back, done again."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.forms.officer import ENTER, TAB, Officer
from ui.forms.meeting_form import MeetingForm
from workbench import cards, events, lookup, records
from workbench.casebook import Casebook
from workbench.history import history
from workbench.search import find


def test_a_meeting_with_a_new_stakeholder_is_logged_undone_and_redone_by_keyboard(
    sample: Casebook, qtbot: QtBot, qapp: QApplication
) -> None:
    muttaqi = lookup.stakeholder(sample, "Amir Khan Muttaqi").uid
    acts = len(history(sample))
    officer = Officer(qtbot)
    form = MeetingForm(sample)
    officer.open(form)

    officer.types("muttaqi", ENTER, ENTER)
    # Known of the new one: name, part, kind (a person), side, post, where.
    officer.types("Maulvi Neu", ENTER, "adviser", TAB, TAB, "t", TAB)
    officer.types("Head of protocol", TAB, "taliban foreign", ENTER)
    officer.types(ENTER, ENTER, "yesterday 14:30", ENTER)
    officer.types(ENTER, ENTER, ENTER, "Kabul")
    officer.saves()

    meeting = form.saved_uid
    assert meeting is not None and not form.isVisible()
    kept = events.meeting_of(sample, meeting)
    assert (kept.when, kept.clock, kept.place) == ("2025-02-04", "14:30", "Kabul")
    assert kept.title == "Meeting: Amir Khan Muttaqi, Maulvi Neu"
    assert kept.parties[0].stakeholder == muttaqi
    assert kept.parties[0].post == "Acting foreign minister"
    new = str(kept.parties[1].stakeholder)
    known = records.get(sample, "stakeholder", new)
    assert (known["name"], known["kind"], known["side"]) == ("Maulvi Neu", "person", "theirs")
    assert (kept.parties[1].part, kept.parties[1].post) == ("adviser", "Head of protocol")
    assert cards.card(sample, "stakeholder", new).title == "Maulvi Neu"
    assert len(history(sample)) == acts + 1

    assert str(sample.undo()) == "Log meeting"
    assert new not in [found.uid for found in find(sample, "Maulvi Neu")]
    assert meeting not in records.labels(sample, "event", [meeting])
    sample.redo()
    assert events.meeting_of(sample, meeting) == kept
    assert find(sample, "Maulvi Neu")[0].uid == new
