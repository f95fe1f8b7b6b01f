"""Clock times as people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.when import WhenError, clock, parse


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("14:30", "14:30"),
        (" 9:05 ", "09:05"),
        ("1430", "14:30"),
        ("0905", "09:05"),
        ("905", "09:05"),
        ("14.30", "14:30"),
        ("14h30", "14:30"),
        ("14:30:00", "14:30"),
        ("2.30 pm", "14:30"),
        ("2:30PM", "14:30"),
        ("2 p.m.", "14:00"),
        ("12 am", "00:00"),
        ("12:15 pm", "12:15"),
        ("14:30 +0430", "14:30+04:30"),
        ("14:30+04:30", "14:30+04:30"),
        ("14:30 +5", "14:30+05:00"),
        ("14:30 -03", "14:30-03:00"),
        ("09:00Z", "09:00+00:00"),
        ("09:00 UTC", "09:00+00:00"),
        ("2 pm +4:30", "14:00+04:30"),
        ("00:00+14:00", "00:00+14:00"),
    ],
)
def test_a_clock_time_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clock(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "14", "24:00", "14:60", "13 pm", "0 am", "14:30:15", "14:3", "noon", "14:30 +15",
        "14:30 +14:01", "14:30 +04:60", "١٤:٣٠", "14:30 CET", "8 Jan", "14:30/15:30",
    ],
)  # fmt: skip
def test_what_is_no_clock_time_is_told_with_examples(typed: str) -> None:
    with pytest.raises(WhenError) as caught:
        clock(typed)
    assert "This is no clock time. Write for example 14:30" in str(caught.value)


@given(st.one_of(st.text(max_size=12), st.text("0123456789:.hapmzutc+- ", max_size=12)))
@settings(deadline=None, max_examples=300)
def test_any_text_is_a_clock_time_or_told_to_be_none(text: str) -> None:
    try:
        kept = clock(text)
    except WhenError as error:
        assert "\n" not in str(error)
    else:
        assert re.fullmatch(r"[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?", kept)
        assert clock(kept) == kept


@given(st.times(), st.integers(-14 * 60, 14 * 60))
@settings(deadline=None)
def test_a_kept_clock_time_makes_an_edtf_text(time: object, minutes: int) -> None:
    sign, far = "-" if minutes < 0 else "+", abs(minutes)
    kept = clock(f"{time:%H:%M}{sign}{far // 60:02}:{far % 60:02}")
    text = f"2025-01-08T{kept[:5]}:00{kept[5:]}"
    assert parse(text).text == text
