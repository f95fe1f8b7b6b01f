"""What people type into a field, and what the field says again."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench import values
from workbench.kinds import KINDS
from workbench.messages import Refused

TODAY = datetime.date(2025, 2, 5)
QUANTITY = KINDS["item"].field("quantity")
GRADE = KINDS["event"].field("grade")
TENOR = KINDS["tie"].field("tenor")
KIND = KINDS["event"].field("kind")
DONE = KINDS["action"].field("done")
WHEN = KINDS["event"].field("when")
NAME = KINDS["stakeholder"].field("name")
NOTES = KINDS["stakeholder"].field("notes")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        ("12.50", "12.5"),
        ("1,200", "1200"),
        ("1 200 000.25", "1200000.25"),
        ("1'200", "1200"),
        ("۱۲", "12"),
        ("०", "0"),
        ("0.000001", "0.000001"),
    ],
)
def test_a_quantity_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert values.read(QUANTITY, typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed", ["-1", "12,5", "1,20", "a dozen", "NaN", "1e400", "inf", "0.0000001", "9" * 13]
)
def test_what_is_no_quantity_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        values.read(QUANTITY, typed)
    assert "\n" not in str(refused.value)


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_a_quantity_comes_back_as_it_was(number: Decimal) -> None:
    value = values.check_quantity(number)
    assert value == number
    assert values.read(QUANTITY, values.say(QUANTITY, value)) == number


@pytest.mark.parametrize(("typed", "meant"), [("b2", "B2"), (" A 1 ", "A1"), ("f6", "F6")])
def test_a_grade_is_taken_in_either_case(typed: str, meant: str) -> None:
    assert values.read(GRADE, typed) == meant


@pytest.mark.parametrize("typed", ["G1", "A7", "A", "11", "A1B"])
def test_no_grade_but_the_admiralty_code(typed: str) -> None:
    with pytest.raises(Refused, match="A to F"):
        values.read(GRADE, typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("-2", -2), ("−2", -2), ("+3", 3), ("0", 0), ("2.0", 2)]
)
def test_a_tenor_may_carry_any_minus(typed: str, meant: int) -> None:
    assert values.read(TENOR, typed) == meant


@pytest.mark.parametrize("typed", ["4", "-4", "1.5", "warm"])
def test_a_tenor_beyond_the_scale_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="-3"):
        values.read(TENOR, typed)


def test_a_choice_is_taken_in_any_case_and_else_the_words_are_listed() -> None:
    assert values.read(KIND, " Visit ") == "visit"
    with pytest.raises(Refused, match="meeting, call, message") as refused:
        values.read(KIND, "lunch")
    assert "lunch" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"), [("x", True), ("YES", True), ("no", False), ("0", False)]
)
def test_yes_and_no(typed: str, meant: bool) -> None:
    assert values.read(DONE, typed) is meant


def test_a_date_is_taken_in_words_and_kept_as_edtf() -> None:
    assert values.read(WHEN, "yesterday", TODAY) == "2025-02-04"
    assert values.read(WHEN, "2024-03/..", TODAY) == "2024-03/.."


def test_a_date_without_a_year_lies_ahead_where_something_is_due() -> None:
    assert values.read(WHEN, "8 Apr", TODAY) == "2024-04-08"
    assert values.read(WHEN, "8 Apr", TODAY, prefer="future") == "2025-04-08"


def test_a_name_is_one_line_and_notes_keep_theirs() -> None:
    assert values.read(NAME, "  Amir \n Khan\tMuttaqi ") == "Amir Khan Muttaqi"
    assert values.read(NOTES, " one\r\ntwo ") == "one\ntwo"


@pytest.mark.parametrize("field", [NAME, NOTES, QUANTITY, GRADE, TENOR, KIND, DONE, WHEN])
def test_blank_is_nothing(field: values.Field) -> None:
    assert values.read(field, "  \n") is None
    assert values.say(field, None) == ""


@given(st.text())
@example("\0")
@example("\0 a")
def test_any_text_is_taken_as_text_that_the_file_can_hold(text: str) -> None:
    value = values.read(NOTES, text)
    assert value is None or isinstance(value, str)
    if value is not None:
        assert "\0" not in value
        value.encode()
        assert values.read(NOTES, value) == value


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    for field in (QUANTITY, GRADE, TENOR, KIND, DONE, WHEN):
        try:
            values.read(field, text, TODAY)
        except Refused as refused:
            assert str(refused)


def test_what_is_shown_is_no_finer_than_what_is_known() -> None:
    assert values.display("when", "2025-01~", TODAY).startswith("about Jan")
    assert values.display("quantity", Decimal("1200.5"), TODAY) == "1,200.5"
    assert values.display("tenor", -2, TODAY) == "−2"
    assert values.display("quantity", None, TODAY) == ""
