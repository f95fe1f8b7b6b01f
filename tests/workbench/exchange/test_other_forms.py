"""The record in other forms than a workbook: each read back by a parser that is not ours."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.exchange.forms import ENDINGS, HOSTILE, hostile, shown, table, write
from workbench import copies, records
from workbench.casebook import Casebook
from workbench.exchange import Cancelled, card_writing, formats, timeline_writing
from workbench.exchange.calendar_writing import span_of
from workbench.exchange.selection import Selection
from workbench.messages import Refused

__all__ = ["hostile"]

OTHERS = [name for name in ENDINGS if name != "workbook"]

# -- calendar --------------------------------------------------------------------------------------


def events(path: Path) -> list[Any]:
    return list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_calendar_shows_no_finer_date_than_was_given(casebook: Casebook, sheet: Path) -> None:
    path, done = write(casebook, sheet, "calendar")
    found = {str(each["summary"]): each for each in events(path)}
    call = found["Phone call"]
    assert call["dtstart"].dt == datetime.datetime(2025, 1, 8, 14, 30) and "dtend" not in call
    loose = found["Phone call (about Feb 2025)"]
    assert loose["dtstart"].dt == datetime.date(2025, 2, 1)
    assert loose["dtend"].dt == datetime.date(2025, 3, 1) and loose["transp"] == "TRANSPARENT"
    assert "Talks (since Mar 2024)" in found
    due = found["Due Apr 2025: Open the road"]
    assert (due["dtstart"].dt, due["dtend"].dt) == (
        datetime.date(2025, 4, 1), datetime.date(2025, 5, 1)
    )  # fmt: skip
    assert found["Due: Write to them"]["dtstart"].dt == datetime.date(2025, 3, 1)
    assert done.undated == {"Items": 1} and done.sheets == {"Events": 3, "Asks": 1, "Actions": 1}


def test_an_action_names_its_owner_and_what_is_done_says_so(
    casebook: Casebook, sheet: Path
) -> None:
    owner = records.add(casebook, "member", {"name": "Ana, desk"})
    values: dict[str, Any] = {"what": "Call", "owner": owner, "due": "2025-03-02", "done": True}
    records.add(casebook, "action", values)
    path, _done = write(casebook, sheet, "calendar", kinds=("action",))
    (call,) = (each for each in events(path) if "Call" in each["summary"])
    assert call["summary"] == "Due: Ana, desk: Call (done)" and call["contact"] == "Ana, desk"


def test_entries_keep_their_uids_so_that_a_calendar_takes_them_but_once(
    casebook: Casebook, sheet: Path
) -> None:
    uids = []
    for _time in range(2):
        path, _done = write(casebook, sheet, "calendar")
        uids.append([str(each["uid"]) for each in events(path)])
    assert uids[0] == uids[1] and len(set(uids[0])) == len(uids[0])


def test_hostile_texts_are_whole_in_a_calendar(hostile: Casebook, sheet: Path) -> None:
    path, _done = write(hostile, sheet, "calendar")
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))
    titles = [str(each["summary"]) for each in events(path)]
    for text in HOSTILE:
        # The library drops a byte order mark that stands first, which nobody sees.
        one_line = shown(" ".join(text.split()))
        assert one_line.lstrip("\ufeff") in titles and f"Due Mar 2025: {one_line}" in titles


@pytest.mark.parametrize(
    ("date", "clock", "first", "last", "moment", "words"),
    [
        ("2025-01-08", "14:30+04:30", (2025, 1, 8), (2025, 1, 8), (10, 0), ""),
        ("2025-01-08T09:00:00Z", "", (2025, 1, 8), (2025, 1, 8), (9, 0), ""),
        ("2025-01-08~", "14:30", (2025, 1, 8), (2025, 1, 8), None, "about 8 Jan 2025"),
        ("2025", "", (2025, 1, 1), (2025, 12, 31), None, "2025"),
        ("2024-03/2024-05", "", (2024, 3, 1), (2024, 5, 31), None, "Mar 2024 – May 2024"),
        ("../2025-06", "", (2025, 6, 1), (2025, 6, 30), None, "until Jun 2025"),
        ("9999-12-31", "", (9999, 12, 31), (9999, 12, 31), None, ""),
    ],
)
def test_a_date_stands_where_it_may_mean(
    date: str, clock: str, first: Any, last: Any, moment: Any, words: str
) -> None:
    span = span_of(date, clock)
    assert span is not None
    assert (span.first, span.last) == (datetime.date(*first), datetime.date(*last))
    assert (span.moment and (span.moment.hour, span.moment.minute)) == moment
    assert span.words == words


@pytest.mark.parametrize("date", ["", "../..", "0000-05"])
def test_what_no_calendar_has_a_day_for_has_no_entry(date: str) -> None:
    assert span_of(date, "") is None


# -- cards -----------------------------------------------------------------------------------------


def cards(path: Path) -> Iterator[list[tuple[str, dict[str, str], str]]]:
    """Each card as (name, parameters, value), by a strict reading of the format."""
    text = path.read_bytes().decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    card: list[tuple[str, dict[str, str], str]] = []
    for line in lines:
        assert not re.search("[\x00-\x08\x0a-\x1f]", line)
        name, value = re.fullmatch(r"([A-Za-z0-9.;=-]+):(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
        name, *given = name.split(";")
        card.append((name, dict(each.split("=") for each in given), value))
        if name == "END":
            assert card[:2] == [("BEGIN", {}, "VCARD"), ("VERSION", {}, "4.0")]
            yield card
            card = []
    assert not card


def plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def test_a_person_goes_with_every_spelling_its_language_and_the_posts_held(
    casebook: Casebook, sheet: Path
) -> None:
    minister = next(uid for uid, name in names(casebook).items() if name == "Amir Bano")
    state = next(uid for uid, name in names(casebook).items() if name == "Ruritania")
    values = {"stakeholder": minister, "spelling": "امیر بانو", "language": "Pashto"}
    records.add(casebook, "name", values)
    values = {"stakeholder": minister, "spelling": "The Fox", "kind": "war name"}
    records.add(casebook, "name", values)
    past = {"stakeholder": minister, "title": "Clerk", "at": state, "when": "2001/2003"}
    records.add(casebook, "post", past)
    path, done = write(casebook, sheet, "cards")
    assert done.sheets == {"Stakeholders": 2}
    card = next(card for card in cards(path) if ("FN", {"PREF": "1"}, "Amir Bano") in card)
    assert ("FN", {"LANGUAGE": "ps"}, "امیر بانو") in card
    assert ("FN", {}, "Ameer Bahno") in card and ("NICKNAME", {}, "The Fox") in card
    assert ("post1.TITLE", {}, "Minister") in card and ("post1.ORG", {}, "Ruritania") in card
    assert not any("Clerk" in value or "French" in value for _n, _p, value in card)


def names(casebook: Casebook) -> dict[str, str]:
    from workbench import ceilings

    return {row[0]: row[1] for row in ceilings.read_rows(casebook)["stakeholder"]}


def test_hostile_names_are_whole_on_cards(hostile: Casebook, sheet: Path) -> None:
    path, _done = write(hostile, sheet, "cards")
    found = [plain(value) for card in cards(path) for name, _p, value in card if name == "FN"]
    for number, text in enumerate(HOSTILE):
        assert shown(" ".join(f"{number} {text}".split())) in found


@settings(max_examples=60)
@given(st.text(max_size=120))
def test_a_folded_line_is_whole_again(text: str) -> None:
    line = "NOTE:" + card_writing.value(text)
    folded = card_writing.folded(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))


# -- graph -----------------------------------------------------------------------------------------

_NS = "{http://graphml.graphdrawing.org/xmlns}"


def test_a_graph_has_its_nodes_ties_and_dates(hostile: Casebook, sheet: Path) -> None:
    uids = {name: uid for uid, name in names(hostile).items()}
    ends = {"from": uids["Amir Bano"], "to": uids["امیر خان"]}
    tie: dict[str, Any] = {**ends, "kind": "kinship", "tenor": 2, "when": "2024-03~/.."}
    records.add(hostile, "tie", tie)
    path, done = write(hostile, sheet, "graph")
    root = ElementTree.parse(path).getroot()
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_NS}key")}

    def read(name: str) -> list[dict[str, Any]]:
        return [
            each.attrib | {keys[d.get("key")]: d.text for d in each.iter(f"{_NS}data")}
            for each in root.iter(f"{_NS}{name}")
        ]

    nodes, edges = read("node"), read("edge")
    assert len(nodes) == done.sheets["Stakeholders"] and done.sheets["Ties"] == 2
    labels = {node["label"] for node in nodes}
    for number, text in enumerate(HOSTILE):
        assert shown(" ".join(f"{number} {text}".split())) in labels
    assert {edge["source"] for edge in edges} | {edge["target"] for edge in edges} <= {
        node["id"] for node in nodes
    }
    (kin,) = (edge for edge in edges if edge["kind"] == "kinship")
    assert (kin["tenor"], kin["from"], kin.get("to")) == ("2", "2024-03~", None)
    assert any(edge["kind"] == "part of" and "tenor" not in edge for edge in edges)


def test_a_graph_of_some_ties_has_their_ends_and_no_others(casebook: Casebook, sheet: Path) -> None:
    _path, done = write(casebook, sheet, "graph", kinds=("tie",))
    assert done.sheets == {"Stakeholders": 2, "Ties": 1}
    _path, done = write(casebook, sheet, "graph", kinds=("stakeholder",))
    assert done.sheets == {"Stakeholders": 3}


def test_a_view_of_meetings_goes_to_a_calendar_without_what_is_due(
    casebook: Casebook, sheet: Path
) -> None:
    from workbench import ceilings

    first = ceilings.read_rows(casebook)["event"][0][0]
    path, _done = write(casebook, sheet, "calendar", uids={"event": frozenset({first})})
    (call,) = events(path)
    assert "Parties: Amir Bano" in call["description"]


def test_kinds_that_a_form_can_not_hold_are_refused(casebook: Casebook, sheet: Path) -> None:
    for name in ("calendar", "cards", "graph", "timeline"):
        with pytest.raises(Refused, match="None of the chosen kinds"):
            write(casebook, sheet, name, kinds=("source",))


# -- timeline --------------------------------------------------------------------------------------


def test_a_timeline_is_taken_by_both_and_is_no_finer_than_given(
    hostile: Casebook, sheet: Path
) -> None:
    path, done = write(hostile, sheet, "timeline")
    rows = table(path.read_bytes())
    assert list(rows[0])[:3] == ["Year", "Month", "Day"]
    assert len(rows) == sum(done.sheets.values())
    starts = [row["start"] for row in rows]
    assert starts == sorted(starts) and all(row["end"] > row["start"] for row in rows)
    loose = next(row for row in rows if row["given"] == "2025-02~")
    assert (loose["Year"], loose["Month"], loose["Day"]) == ("2025", "2", "")
    assert (loose["start"], loose["end"]) == ("2025-02-01", "2025-03-01")
    assert loose["Display Date"] == "about Feb 2025"
    on = next(row for row in rows if row["given"] == "2024-03/..")
    assert on["end"] > "2025-06" and on["End Year"] == ""
    ask = next(row for row in rows if row["kind"] == "ask")
    assert (ask["Headline"], ask["Display Date"]) == ("Open the road", "due Apr 2025")
    for row in rows:
        for name in timeline_writing.COLUMNS:
            assert "<b>" not in row[name] and row[name][:1] not in tuple("=+-@")


# -- all of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_above_the_ceiling_is_in_any_form(
    casebook: Casebook, sheet: Path, name: str
) -> None:
    secret = records.add(
        casebook, "stakeholder",
        {"name": "Zzyzx Quorn", "kind": "person", "marking": "Confidential", "country": "Qx"},
    )  # fmt: skip
    other = next(uid for uid, called in names(casebook).items() if called == "Amir Bano")
    open_ = records.add(
        casebook, "event",
        {"title": "Met Zzyzx Quorn there", "kind": "meeting", "when": "2025-02-03"},
    )  # fmt: skip
    records.add(casebook, "party", {"event": open_, "stakeholder": secret, "post": "Quornmaster"})
    records.add(casebook, "tie", {"from": other, "to": secret, "kind": "kinship", "tenor": 1})
    records.add(
        casebook, "event",
        {"title": "Vault opened", "kind": "call", "when": "2025-02-04", "marking": "Restricted"},
    )  # fmt: skip
    kinds = ("event",) if name == "csv" else ()
    path, done = write(casebook, sheet, name, ceiling="Internal", kinds=kinds)
    parts = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(each) for each in package.namelist()]
    content = b"\n".join(parts).replace(b"\r\n ", b"").decode()
    for word in ("Zzyzx", "Quorn", secret, "Vault", "Confidential", "Restricted"):
        assert word not in content
    assert any(any(each.values()) for each in done.withheld.values())
    if name in ("csv-zip", "calendar", "graph"):
        assert "Ceiling: Internal" in content and "Withheld: 1 record" in content


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_is_written_whole_or_not_at_all_and_noted(
    casebook: Casebook, sheet: Path, name: str
) -> None:
    kinds = ("event",) if name == "csv" else ()
    path = sheet.with_name(f"desk{ENDINGS[name]}")
    path.write_text("old")

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        formats.named(name).write(casebook, path, Selection(kinds=kinds), cancel)
    assert path.read_text() == "old" and list(path.parent.iterdir()) == [path]
    write(casebook, sheet, name, kinds=kinds)
    assert path.read_bytes() != b"old" and list(path.parent.iterdir()) == [path]
    assert str(path) in {copy.path for copy in copies.noted(casebook)}
