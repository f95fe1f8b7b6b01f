"""Search as a person types: operators, typing errors, odd texts, and who comes first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import lookup, purging, records, search, search_words
from workbench.casebook import Casebook
from workbench.directions import without_turns
from workbench.messages import Refused


@pytest.fixture(scope="module")
def sample_once(sample_file: Path) -> Iterator[Casebook]:
    """The sample casebook, only looked at."""
    casebook = Casebook.open(sample_file, None, by="A. Officer")
    yield casebook
    casebook.close()


def labels(found: list[search.Found]) -> list[str]:
    return [each.label for each in found]


def test_operators_narrow_the_words_down(sample: Casebook) -> None:
    refused = search.find(sample, "status:refused")
    assert refused and {each.kind for each in refused} == {"ask"}
    assert all("refused" in each.detail for each in refused)
    assert {each.kind for each in search.find(sample, "kind:meeting")} == {"event"}
    (water,) = search.find(sample, "ask:water treaty")
    assert "water treaty" in water.label
    assert {each.kind for each in search.find(sample, "kind:state")} == {"stakeholder"}


def test_with_takes_a_name_in_any_spelling_and_when_takes_what_overlaps(sample: Casebook) -> None:
    met = labels(search.find(sample, "with:motaqi kind:meeting when:2025-01"))
    assert met
    assert met == labels(search.find(sample, "with:متقی kind:meeting when:2025-01"))
    assert search.find(sample, "with:motaqi kind:meeting when:2019") == []
    assert search.find(sample, "with:nobodyatall kind:meeting") == []


def test_a_phrase_keeps_its_words_together(sample: Casebook) -> None:
    title = "Keep to the 1973 Helmand River water treaty"
    assert title in labels(search.find(sample, '"water treaty"'))
    assert title not in labels(search.find(sample, '"treaty water"'))
    assert title in labels(search.find(sample, "“water treaty"))  # never closed, curly


@pytest.mark.parametrize("typed", ["when:soon", "status:blue", "kind:zebra", "marking:purple"])
def test_an_operator_that_makes_no_sense_is_said(sample: Casebook, typed: str) -> None:
    with pytest.raises(Refused, match=typed.split(":")[1]):
        search.find(sample, f"water {typed}")


def test_an_operator_is_completed_and_so_is_its_value(sample: Casebook) -> None:
    def offered(typed: str) -> list[str]:
        return [each.text for each in search_words.complete(sample, typed)]

    assert offered("water sta") == ["water status:"]
    assert offered("water status:ref") == ["water status:refused "]
    assert 'status:"under discussion" ' in offered("status:un")
    assert "with:" in offered("wi")
    assert any("Muttaqi" in each for each in offered("with:motaq"))
    assert offered("water") == [] and offered("10:30") == [] and offered("") == []


def test_a_letter_wrong_in_a_text_is_forgiven_where_nothing_is_right(sample: Casebook) -> None:
    assert "Keep to the 1973 Helmand River water treaty" in labels(search.find(sample, "Helmnad"))


def test_each_hit_says_why_it_came_up(sample: Casebook) -> None:
    (muttaqi, *_) = search.find(sample, "متقی")
    assert "متقی" in muttaqi.why or "متقي" in muttaqi.why
    assert "last met" in muttaqi.detail
    event = next(e for e in search.find(sample, "civilians killed") if e.kind == "event")
    assert event.why.startswith("Says: ") or "killed" in event.why


def test_who_was_opened_here_of_late_comes_first_of_namesakes(casebook: Casebook) -> None:
    uids = [
        records.add(casebook, "stakeholder", {"name": "Mohammad Omar", "kind": "person"})
        for _ in range(4)
    ]
    for uid in (uids[1], uids[2]):
        lookup.note_opened(casebook, uid)
        assert search.find(casebook, "omar")[0].uid == uid
        assert search.typed(casebook, "Om")[0].uid == uid
        assert lookup.complete(casebook, "moham")[0].uid == uid
    assert [each.uid for each in lookup.complete(casebook, "")][:2] == [uids[2], uids[1]]


def test_a_name_is_found_as_soon_as_it_is_saved_and_no_more_once_it_is_undone(
    casebook: Casebook,
) -> None:
    uid = records.add(casebook, "stakeholder", {"name": "Zarghuna Popal", "kind": "person"})
    assert [each.uid for each in search.typed(casebook, "زرغون")] == [uid]
    records.edit(casebook, "stakeholder", {uid: {"name": "Shirin Popal"}})
    assert search.typed(casebook, "zarghuna") == []
    casebook.undo()
    assert [each.uid for each in search.typed(casebook, "zarghuna")] == [uid]
    records.delete(casebook, "stakeholder", [uid])
    assert search.typed(casebook, "zarghuna") == []


ODD = [
    "", " ", "a", "م", "x" * 10_000, "ab " * 4_000, "́̀", "\u200b\u200d\u2060", "\u202e\u2066",
    '"', '"""', "status:", 'with:"', "with:", "when:2025-", ":", "::", "a:b:c", "()", "* OR NEAR(",
    "🙂", "🙂🙂🙂 👩‍👩‍👧", "Mullah", "Haji Dr. H.E.", "متقی Muttaqi 李明 Мота", "\ud800", "a\0b",
    "%", "_", "\\", "';--", "-", "ﷺ", "İ", "ß" * 300,
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_has_an_answer(sample_once: Casebook, typed: str) -> None:
    for look in (search.find, search.typed, lookup.complete, search_words.complete):
        try:
            assert isinstance(look(sample_once, typed), list)
        except Refused as refused:
            assert str(refused)
    with pytest.raises(Refused):
        lookup.stakeholder(sample_once, typed + " qqqzzz")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r'[a-z:" مت]{1,20}', fullmatch=True))
def test_no_text_at_all_is_an_error(sample_once: Casebook, typed: str) -> None:
    try:
        search.typed(sample_once, typed)
        search_words.complete(sample_once, typed)
    except Refused as refused:
        assert str(refused)


def test_names_that_are_only_titles_or_signs_are_found(casebook: Casebook) -> None:
    for name in ("Mullah", "🙂", "李明", "Haji"):
        uid = records.add(casebook, "stakeholder", {"name": name, "kind": "person"})
        assert [each.uid for each in search.find(casebook, name)][:1] == [uid], name


def test_controls_of_direction_cannot_disguise_a_name() -> None:
    assert without_turns("Omar\u202eilaK") == "Omar⟨U+202E⟩ilaK"
    assert without_turns("\u2068متقی\u2069 · person") == "\u2068متقی\u2069 · person"
    assert "\u2069" not in without_turns("a\u2069b") and without_turns("می\u200cخواهم") == (
        "می\u200cخواهم"
    )


def test_what_is_heard_of_a_purged_name_is_in_no_index(casebook: Casebook) -> None:
    def heard() -> set[str]:
        with casebook.reading() as connection:
            return set(connection.exec_driver_sql("SELECT sound FROM search_key").scalars())

    records.add(casebook, "stakeholder", {"name": "Karim", "kind": "person"})
    before = heard()
    uid = records.add(casebook, "stakeholder", {"name": "Zarghuna Popal", "kind": "person"})
    assert heard() > before
    purging.purge(casebook, purging.plan(casebook, uid))
    assert heard() == before


def test_a_mark_of_direction_that_came_along_is_left_out() -> None:
    assert without_turns("\u200fمتقی\u200e") == "متقی"


def test_an_ask_is_found_by_who_it_came_up_with_and_when(sample: Casebook) -> None:
    asks = {each.label: each.uid for each in search.find(sample, "kind:ask")}
    wanted = asks["Keep to the 1973 Helmand River water treaty"]
    records.edit(sample, "ask", {wanted: {"status": "refused"}})
    typed = "ask:water status:refused with:muttaqi when:2025-01"
    assert search.find(sample, typed) == []
    met = search.find(sample, "kind:meeting with:muttaqi when:2025-01")[0].uid
    records.add(sample, "response", {"ask": wanted, "event": met, "answer": "refused"})
    assert [each.uid for each in search.find(sample, typed)] == [wanted]
    assert search.find(sample, typed.replace("2025-01", "2023")) == []


def test_ask_takes_a_category_and_offers_them(sample: Casebook) -> None:
    found = [each.label for each in search.find(sample, "ask:hostages")]
    assert found == ["Release the remaining US nationals held"]
    assert found == [each.label for each in search.find(sample, "ask:host nationals")]
    assert search.find(sample, "ask:hostages treaty") == []
    assert found[0] not in [each.label for each in search.find(sample, "hostages")]
    offered = [each.text for each in search_words.complete(sample, "ask:re")]
    assert "ask:recognition " in offered
    assert search_words.complete(sample, "when:")[0].text == "when:2025-02 "
