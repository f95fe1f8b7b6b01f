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
        ("Zenda", "a Zendan envoy, of Zenda's army"),
        ("Amir Haidari", "Gespräch mit Amir Haidaris Bruder"),
        ("شیر محمد", "با شیرمحمد"),
        ("WHO", "the WHO said"),
        ("May", "with May"),
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
        ("WHO", "who did it? Who knows"),
        ("US", "it told us"),
        ("An", "an apple"),
        ("May", "it may rain"),
    ],
)
def test_a_piece_of_a_word_is_no_name(name: str, text: str) -> None:
    assert not Names([name]).in_(text)


def test_of_no_names_none_is_mentioned() -> None:
    assert not Names([]) and not Names([]).in_("Amir")


@pytest.mark.parametrize(
    "text",
    [
        "HAIDARI said no",
        "haidari was late",
        "Mr Haidari's car",
        "на встрече с Хайдари Амиром",
        "امیر حیدری آمد",
        "Ameer Haydaree came",
        "Разговор с Ковальчуком",
        "Yuri Kovalchuk called",
    ],
)
def test_a_person_is_told_by_one_part_of_the_name_or_by_its_sound(text: str) -> None:
    persons = ["Amir Haidari", "Юрий Ковальчук"]
    assert Names(persons, persons).in_(text)
    assert not Names(persons, persons, ["Amir Haidari", "Юрий Ковальчук"]).in_("Haidari")


@pytest.mark.parametrize(
    "text", ["Mohammad came", "the General of Geneva", "a fine rose", "The Amir"]
)
def test_what_others_are_called_by_tells_of_nobody(text: str) -> None:
    persons = ["General Amir Mohammad Rose"]
    assert not Names(persons, persons, ["Mohammad Omar", "Geneva"]).in_(text)


def test_a_short_title_that_is_any_phrase_counts_only_as_it_is_written() -> None:
    names = Names([], titles=["Phone call", "Operation Falcon", "Lunch at the old harbour"])
    for text in ("see Phone call", "operation falcon", "over lunch at the old harbour"):
        assert names.in_(text)
    for text in ("in a phone call", "PHONE CALLS", "an operation"):
        assert not names.in_(text)


def test_a_group_is_told_by_a_word_that_is_a_name_of_its_own() -> None:
    groups = ["Haqqani network", "National Front of Zenda", "Office of Ruritania"]
    names = Names(groups, others=["Ruritania"], groups=groups)
    for text in ("the Haqqanis", "a Haqqani man", "in Zenda"):
        assert names.in_(text)
    for text in ("a network", "The Front", "National day", "Ruritania", "Office hours"):
        assert not names.in_(text)
