"""Choosing a record by its name: what is offered, taken, resolved and said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tests.ui.forms.officer import DOWN, ENTER, ESC, TAB, Officer
from ui.forms.picker import RecordPicker, Unknown
from workbench import records
from workbench.casebook import Casebook
from workbench.messages import Refused

Uid = Callable[[str], str]


@pytest.fixture
def picker(sample: Casebook, officer: Officer) -> Iterator[RecordPicker]:
    """A picker of stakeholders with a line after it."""
    box = QWidget()
    column = QVBoxLayout(box)
    picker = RecordPicker(sample, "stakeholder", box)
    column.addWidget(picker)
    after = QLineEdit(box)
    after.setAccessibleName("after")
    column.addWidget(after)
    officer.open(box)
    picker.setFocus()
    yield picker


def offered(picker: RecordPicker) -> list[str]:
    return [offer.name for offer in picker._offers.offers]


def details(picker: RecordPicker) -> list[str]:
    return [offer.detail for offer in picker._offers.offers]


def test_post_organisation_and_last_meeting_tell_namesakes_apart(
    picker: RecordPicker, officer: Officer
) -> None:
    officer.types("muttaqi")
    assert offered(picker)[0] == "Amir Khan Muttaqi"
    assert details(picker)[0] == (
        "Acting foreign minister · Taliban foreign ministry · last met Jan 2025"
    )


@pytest.mark.parametrize("key", [ENTER, TAB])
def test_enter_and_tab_take_the_offer_and_move_on(
    picker: RecordPicker, officer: Officer, uid: Uid, key: object
) -> None:
    officer.types("motta", key)  # type: ignore[arg-type]
    assert picker.given() == uid("Amir Khan Muttaqi")
    assert picker.text() == "Amir Khan Muttaqi"
    assert officer.at_name == "after"


def test_a_name_in_arabic_script_finds_whom_the_latin_one_finds(
    picker: RecordPicker, officer: Officer, uid: Uid
) -> None:
    officer.types("متقی", ENTER)
    assert picker.given() == uid("Amir Khan Muttaqi")


def test_a_whole_name_that_is_nobodys_is_offered_to_be_added_first(
    picker: RecordPicker, officer: Officer
) -> None:
    officer.types("Maulvi Neu", ENTER)
    assert picker.given() == Unknown("Maulvi Neu")


def test_escape_closes_the_list_and_takes_nothing(picker: RecordPicker, officer: Officer) -> None:
    officer.types("muttaqi", ESC)
    assert picker.text() == "muttaqi" and picker.uid is None and not picker.popup.isVisible()


def test_leaving_a_half_typed_name_resolves_it_where_only_one_fits(
    picker: RecordPicker, officer: Officer, uid: Uid
) -> None:
    officer.types("muttaqi", ESC, TAB)
    assert picker.text() == "Amir Khan Muttaqi"
    assert picker.uid == uid("Amir Khan Muttaqi")


def test_leaving_a_name_that_fits_several_says_which(
    sample: Casebook, picker: RecordPicker, officer: Officer
) -> None:
    for name in ("Ahmad Zia One", "Ahmad Zia Two"):
        records.add(sample, "stakeholder", {"name": name, "kind": "person"})
    said: list[Refused] = []
    picker.unclear.connect(said.append)
    officer.types("Ahmad Zia", ESC, TAB)
    assert picker.text() == "Ahmad Zia", "what was typed is still there"
    assert "Ahmad Zia One" in str(said[0]) and "Ahmad Zia Two" in str(said[0])


def test_leaving_a_name_that_only_sounds_a_little_like_one_takes_nobody(
    picker: RecordPicker, officer: Officer
) -> None:
    said: list[Refused] = []
    picker.unclear.connect(said.append)
    officer.types("Maulvi Neu", ESC, TAB)
    assert picker.text() == "Maulvi Neu" and said


def test_an_emptied_line_is_left_empty(picker: RecordPicker, officer: Officer) -> None:
    officer.types("m", ESC)
    officer.types("uttaqi")
    picker.selectAll()
    officer.types(" ", TAB)
    assert picker.given() is None


def test_down_offers_those_met_of_late_before_anything_is_typed(
    picker: RecordPicker, officer: Officer
) -> None:
    officer.types(DOWN)
    assert picker.popup.isVisible() and len(offered(picker)) > 3


def test_the_list_looks_for_what_is_typed_however_often_it_is_changed(
    picker: RecordPicker, officer: Officer, uid: Uid
) -> None:
    officer.types("muttaqi", ENTER)
    picker.setFocus()
    picker.selectAll()
    officer.types("india", ENTER)
    assert picker.given() == uid("India")


def test_a_stakeholder_is_never_offered_to_itself(
    sample: Casebook, officer: Officer, uid: Uid
) -> None:
    india = uid("India")
    picker = RecordPicker(sample, "stakeholder", exclude=india)
    officer.open(picker)
    officer.types("india")
    assert "India" not in offered(picker)
    picker.popup.hide()
    with pytest.raises(Refused):
        picker.given()


def test_an_ask_is_found_by_part_of_it_with_who_wants_it_of_whom(
    sample: Casebook, officer: Officer
) -> None:
    picker = RecordPicker(sample, "ask")
    officer.open(picker)
    officer.types("helmand")
    assert offered(picker) == ["Keep to the 1973 Helmand River water treaty"]
    assert "Iran" in details(picker)[0]
    officer.types(ENTER)
    assert isinstance(picker.given(), str)


def test_another_of_the_same_name_can_be_added_and_is_offered_last(
    picker: RecordPicker, officer: Officer
) -> None:
    officer.types("Amir Khan Muttaqi")
    assert offered(picker)[0] == "Amir Khan Muttaqi"
    assert offered(picker)[-1] == "Add another “Amir Khan Muttaqi”"
    officer.types(*[DOWN] * (len(offered(picker)) - 1), ENTER)
    assert picker.given() == Unknown("Amir Khan Muttaqi")
