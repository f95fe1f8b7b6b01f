"""What is before the desk on a day."""

from __future__ import annotations

import datetime

from workbench import asks, events, lookup, records
from workbench.casebook import Casebook
from workbench.events import ActionIn, Meeting, PartyIn
from workbench.today import Today, today


def on(casebook: Casebook, day: str) -> Today:
    casebook.fixed_today = datetime.date.fromisoformat(day)
    return today(casebook)


def labels(dues: object) -> list[str]:
    return [each.record.label for each in dues]  # type: ignore[attr-defined]


def test_a_loosely_dated_ask_is_overdue_once_its_whole_time_has_passed(sample: Casebook) -> None:
    resume = ["Resume US international aid", "Decision after the 90-day halt"]
    assert on(sample, "2025-02-28").coming == ()
    assert labels(on(sample, "2025-03-05").coming) == resume
    assert labels(on(sample, "2025-04-30").coming) == resume
    late = on(sample, "2025-05-01")
    assert labels(late.overdue) == resume
    assert late.coming == ()
    assert late.overdue[0].due == "2025-04"
    assert late.overdue[0].whose == "United States"


def test_what_is_met_or_delivered_is_due_no_more(sample: Casebook) -> None:
    (ask,) = asks.asks(sample, due="2025-04")
    with sample.reading() as connection:
        item = connection.exec_driver_sql("SELECT uid FROM item WHERE due IS NOT NULL").scalar()
    delivery = records.add(sample, "delivery", {"item": item, "quantity": 1})
    assert labels(on(sample, "2025-05-01").overdue) == [ask.title]
    records.delete(sample, "delivery", [delivery])
    records.edit(sample, "ask", {ask.uid: {"status": "met"}})
    assert on(sample, "2025-05-01").overdue == ()


def test_my_actions_are_mine_and_open(casebook: Casebook) -> None:
    me, other = casebook.join("A. Officer"), casebook.join("B. Officer")
    casebook.by = "A. Officer"
    actions = [
        ActionIn("Some day", me),
        ActionIn("Late", me, "2025-01"),
        ActionIn("Done", me, "2025-01", True),
        ActionIn("Not mine", other, "2025-01"),
    ]
    events.log_meeting(casebook, Meeting(title="x", actions=actions))
    found = on(casebook, "2025-02-10")
    assert labels(found.mine) == ["Late", "Some day"]
    assert sorted(labels(found.overdue)) == ["Late", "Not mine"]


def test_the_last_meetings_come_latest_first(sample: Casebook) -> None:
    qatar = lookup.stakeholder(sample, "Qatar").uid
    events.log_meeting(
        sample, Meeting(title="In Doha", place="Doha", when="2025-02-01", parties=[PartyIn(qatar)])
    )
    met = today(sample).last_meetings
    assert met[0].record.label == "In Doha"
    assert (met[0].when, met[0].place, met[0].kind) == ("2025-02-01", "Doha", "meeting")
    assert len(met) == 4


def test_asks_that_moved_are_told_with_where_from_and_where_to(sample: Casebook) -> None:
    assert today(sample).moved == ()
    ask = asks.asks(sample, status="pending")[0]
    records.edit(sample, "ask", {ask.uid: {"notes": "No word yet"}})
    assert today(sample).moved == ()
    records.edit(sample, "ask", {ask.uid: {"status": "agreed"}})
    (moved,) = today(sample).moved
    assert (moved.record.uid, moved.before, moved.after) == (ask.uid, "pending", "agreed")


def test_those_met_once_and_not_for_long_have_gone_cold(sample: Casebook) -> None:
    assert on(sample, "2025-02-05").gone_cold == ()
    cold = on(sample, "2025-06-01").gone_cold
    assert cold[0].record.label == "Islamic Emirate of Afghanistan"
    assert cold[0].last_meeting == "2025-01"
    names = {each.record.label for each in cold}
    assert "Vikram Misri" in names
    assert "India" not in names  # never met, so never gone cold


def test_an_empty_casebook_has_nothing_before_it(casebook: Casebook) -> None:
    found = today(casebook)
    assert found == Today(found.day, (), (), (), (), (), ())
