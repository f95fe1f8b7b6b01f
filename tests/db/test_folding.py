"""One plain form for spellings that a reader takes for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.folding import fold

SAME = [
    ("Muttaqi", "MUTTAQI", "  muttaqi ", "Mut\u00adtaqi", "Muttaqī"),
    ("متقی", "متقي", "متقى", "مُتّقی", "متـقی", "\u202eمتقی\u202c"),
    ("كابل", "کابل"),
    ("هبة الله", "هبه الله", "هبۃ الله"),
    ("أحمد", "احمد", "ٱحمد"),
    ("Straße", "STRASSE", "strasse"),
    ("İstanbul", "Istanbul", "ıstanbul"),
    ("Þórður", "thordur"),
    ("O’Brien", "O'Brien", "O`Brien", "Oʼbrien"),
    ("Al–Qaida", "al-qaida"),
    ("Brigade ٤٤", "brigade 44", "Brigade ۴۴", "Brigade ４４"),
    ("ﷲ", "الله"),
    ("Москва", "МОСКВА"),
    ("한글", "한글"),
    ("a\tb\nc\u3000d", "a b c d"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_ways_of_typing_one_text_fold_to_one_form(spellings) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("मिस्री", "मसर"), ("Ali", "Alia"), ("کابل", "گابل"), ("が", "か"), ("प्र", "पर")],
)
def test_what_a_reader_takes_for_different_stays_different(one, other) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_again_changes_nothing(text) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_nothing_invisible_is_left(text) -> None:
    folded = fold(text)
    assert folded == folded.strip()
    assert "  " not in folded
    assert not set(folded) & set("\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff")


@given(st.text(alphabet=st.characters(max_codepoint=0x7E)))
def test_plain_letters_take_the_short_way_to_the_same_end(text) -> None:
    assert fold(text) == fold("ſ" + text)[1:].strip() or text[:1].isspace()
