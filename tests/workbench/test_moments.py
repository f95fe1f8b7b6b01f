"""The timeline is made of the record's own dates."""

from __future__ import annotations

from workbench import events, moments, timeline
from workbench.casebook import Casebook
from workbench.events import Meeting


def test_every_event_and_ask_is_among_the_facts(sample: Casebook) -> None:
    facts = moments.facts(sample)
    assert (len(facts.events), len(facts.asks), len(facts.stakeholders)) == (15, 10, 25)
    assert len(facts.parties) == 28
    assert len(facts.event_asks) == 15


def test_the_timeline_of_the_sample_has_a_lane_for_each_stakeholder(sample: Casebook) -> None:
    made = timeline.build(moments.facts(sample), timeline.STAKEHOLDER)
    assert made.lanes[0] == "Islamic Emirate of Afghanistan"
    assert "India" not in made.lanes


def test_an_event_without_a_date_is_counted_and_not_drawn(casebook: Casebook) -> None:
    events.log_meeting(casebook, Meeting(title="Some day"))
    made = timeline.build(moments.facts(casebook), timeline.KIND)
    assert (len(made), made.undated) == (0, 1)


def test_marks_are_described_in_the_order_asked_for(sample: Casebook) -> None:
    describe = moments.describer(sample)
    swapped = describe("event", [9, 1, 999])
    assert [each.id for each in swapped] == [9, 1]
    assert swapped[1].title == "Taliban sweep to power"
    assert (swapped[1].when, swapped[1].until) == ("2021-08", "")
    (aid,) = describe("ask", [8])
    assert (aid.title, aid.when, aid.until) == (
        "Resume US international aid", "2025-01", "2025-04",
    )  # fmt: skip
