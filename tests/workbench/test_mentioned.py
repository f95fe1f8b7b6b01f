"""A name is found in a text as people write it, in any script; a mere piece of a word is not."""

from __future__ import annotations

import pytest

from workbench.mentioned import Names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Amir Bano", "They met AMIR  BANO, twice"),
        ("Müller", "Mit muller gesprochen"),
        ("Ta'if", "from Taʼif on"),
        ("Al-Sharaa", "Al Sharaa's office"),
        ("متقي", "قال لمتقی والوفد"),
        ("متقي", "والمتقي"),
        ("امیر خان", "با امير خان"),
        ("כהן", "אמר לכהן"),
        ("Лавров", "встреча с Лавровым"),
        ("Мария Захарова", "заявила Марии Захаровой"),
        ("王毅", "他会见了王毅先生"),
        ("สมชาย", "พบนายสมชายแล้ว"),
        ("Ñ", "only ñ"),
    ],
)
def test_a_name_is_found(name: str, text: str) -> None:
    assert Names([name]).in_(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ali", "the alliance and its Italian allies"),
        ("Amir Bano", "Amir and Bano"),
        ("Amir Bano", "Bano Amir"),
        ("خان", "خانه"),
        ("Amir", ""),
        ("", "anything"),
    ],
)
def test_a_piece_of_a_word_is_no_name(name: str, text: str) -> None:
    assert not Names([name]).in_(text)


def test_of_no_names_none_is_mentioned() -> None:
    assert not Names([]) and not Names([]).in_("Amir")
