"""Makes the casebooks that stand for each revision of the schema.

Run once for each new revision, when its schema is settled: `python -m tests.db.make_casebook`.
The files of older revisions are never made again: that they still open is what they are for.
"""

from __future__ import annotations

from pathlib import Path

from db import history, migrating
from db.fields import QUANTITY_SCALE
from db.messages import message
from db.record import Record
from db.unit import Unit

FOLDER = Path(__file__).with_name("casebooks")
PASSPHRASE = "the river, at noon"
DAY = 86_400


def when(name: str, text: str, day: int) -> dict[str, object]:
    """A date's three columns, of a made-up day."""
    return {name: text, f"{name}_from": day * DAY, f"{name}_to": day * DAY + DAY - 1}


def fill(record: Record) -> None:
    """A few rows in every table, and an act of every type in the history."""
    with record.writing(message("Set up"), "Test desk", "set up") as unit:
        unit.add("member", {"name": "Mina"})
        unit.add_many("term", ("list", "word"), [("unit", "rifle"), ("tie kind", "kin")])
    with record.writing(message("Filled {n}", n=3), "Mina") as unit:
        _people(unit, *_asks(unit))
    with record.reading() as connection:
        last = history.next_undo(connection)
    assert last is not None
    with record.writing(last.did, "Mina", "undo") as unit:
        history.reverse(unit, last.number, forward=False)
    with record.writing(last.did, "Mina", "redo") as unit:
        history.reverse(unit, last.number, forward=True)
    record.keep("window", "kept")


def _asks(unit: Unit) -> tuple[str, str, str]:
    people = unit.add_many(
        "stakeholder",
        ("name", "kind", "side"),
        [("Ana", "person", "ours"), ("The Office", "office", "theirs"), ("متقي", "person", None)],
    )
    unit.update("stakeholder", {people[0]: {"part_of": people[1], "notes": "speaks Dari"}})
    source = unit.add("source", {"title": "A paper", "stakeholder": people[1]})
    event = unit.add(
        "event",
        {
            **when("when", "2024-05-01", 19_844),
            "kind": "meeting",
            "title": "First talk",
            "said": "they asked for time",
            "source": source,
            "grade": "B2",
            "marking": "Internal",
            "sensitive_part": "who would carry the next letter",
            "sensitive_marking": "Restricted",
        },
    )
    ask = unit.add(
        "ask",
        {
            "title": "Release of two",
            "category": "detainees",
            "asked_by": people[0],
            "asked_of": people[1],
            "status": "pending",
            **when("due", "2024-06", 19_875),
        },
    )
    later = {"title": "A visit", "category": "access", "status": "proposed", "hangs_on": ask}
    unit.add("ask", {**later, "asked_by": people[0], "asked_of": people[1]})
    unit.add("via", {"ask": ask, "stakeholder": people[2]})
    unit.add("response", {"ask": ask, "event": event, "answer": "put off"})
    unit.add("bearing", {"ask": ask, "event": event})
    item = unit.add(
        "item",
        {"ask": ask, "what": "rifles", "quantity": 12 * QUANTITY_SCALE + 500_000, "unit": "rifle"},
    )
    unit.add("delivery", {"item": item, "quantity": QUANTITY_SCALE, "unit": "rifle"})
    unit.add("action", {"what": "call back", "event": event, "ask": ask})
    return people[0], people[1], event


def _people(unit: Unit, person: str, office: str, event: str) -> None:
    unit.add(
        "name",
        {
            "stakeholder": person,
            "spelling": "Anna",
            "script": "Latin",
            "language": "English",
            "kind": "translation",
        },
    )
    unit.add("redirect", {"old": "01900000-0000-7000-8000-000000000001", "to": person})
    unit.add("distinction", {"one": person, "other": office, "same": 0})
    unit.add(
        "post",
        {"stakeholder": person, "title": "Envoy", "at": office, **when("when", "2020/..", 18_262)},
    )
    unit.add("tie", {"from": person, "to": office, "kind": "kin", "tenor": -2})
    unit.add("party", {"event": event, "stakeholder": person, "part": "chair"})
    unit.add("claim", {"event": event, "by": office, "says": "it was cordial", "grade": "C3"})


def main() -> None:
    """Make the plain and the encrypted casebook of the newest revision."""
    FOLDER.mkdir(exist_ok=True)
    for name, passphrase in (("", None), ("-encrypted", PASSPHRASE)):
        path = FOLDER / f"{migrating.NEWEST:04}{name}.casebook"
        path.unlink(missing_ok=True)
        Record.create(path, passphrase, fill).close()


if __name__ == "__main__":
    main()
