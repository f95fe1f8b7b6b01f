"""The record as csv: what a spreadsheet would run is guarded, and all comes home again."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.exchange.forms import HOSTILE, hostile, table, write
from workbench import records
from workbench.casebook import Casebook
from workbench.exchange.live_texts import guarded, unguarded
from workbench.messages import Refused

__all__ = ["hostile"]


def test_a_csv_has_every_text_as_it_is_and_nothing_that_a_spreadsheet_runs(
    hostile: Casebook, sheet: Path
) -> None:
    path, done = write(hostile, sheet, "csv", kinds=("event",))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and done.sheets == {"Events": 14}
    rows = table(content)
    assert not any(cell[:1] in tuple("=+-@\t\r") for row in rows for cell in row.values() if cell)
    titles = [unguarded(row["Title"]) for row in rows[3:]]
    # A title is one line in the record, whatever was typed.
    assert titles == [" ".join(text.replace("\ufffe", "\ufffd").split()) for text in HOSTILE]
    assert all(re.fullmatch("[0-9a-f-]{36}", row["uid"]) for row in rows)


def counted(casebook: Casebook, path: Path) -> dict[str, int]:
    from tests.workbench.exchange.workbooks import counts
    from workbench.exchange import plan

    return counts(plan(casebook, path))


@pytest.mark.parametrize("kind", ["stakeholder", "event", "member", "source", "tie"])
def test_a_csv_comes_home_unchanged_whatever_it_is_called(
    hostile: Casebook, sheet: Path, kind: str
) -> None:
    records.add(hostile, "member", {"name": "Ana"})
    records.add(hostile, "source", {"title": "A paper", "when": "2025~"})
    path, done = write(hostile, sheet, "csv", kinds=(kind,))
    renamed = path.rename(path.with_name("from the north.csv"))
    (rows,) = done.sheets.values()
    assert counted(hostile, renamed) == {"unchanged": rows}


def test_what_a_program_dropped_of_a_cell_is_no_change_and_what_a_person_did_is(
    casebook: Casebook, sheet: Path
) -> None:
    values = {"title": "Odd", "kind": "decision", "notes": "a bell\x07 and a\ttab"}
    records.add(casebook, "event", values)
    path, _done = write(casebook, sheet, "csv", kinds=("event",))
    dropped = path.read_bytes().replace(b"\x07", b"").replace(b"\t", b"")
    path.write_bytes(dropped)
    assert counted(casebook, path) == {"unchanged": 4}
    path.write_bytes(dropped.replace(b"a bell", b"the bell"))
    assert counted(casebook, path) == {"updated": 1, "unchanged": 3}


def test_numbers_stay_numbers_in_a_csv(casebook: Casebook, sheet: Path) -> None:
    path, _done = write(casebook, sheet, "csv", kinds=("tie",))
    assert [row["Tenor"] for row in table(path.read_bytes())] == ["-2"]


@settings(max_examples=60)
@given(st.text("'=+-@\t\r\nab 1", max_size=6))
def test_what_is_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n")


def test_a_zip_has_a_csv_for_each_kind_and_says_its_marking(
    casebook: Casebook, sheet: Path
) -> None:
    records.add(casebook, "source", {"title": "A paper", "marking": "Restricted"})
    path, done = write(casebook, sheet, "csv-zip")
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert names == ["About.txt", *(f"{title}.csv" for title in done.sheets)]
        assert "Marking: Restricted" in package.read("About.txt").decode("utf-8-sig")
        for title, count in done.sheets.items():
            assert len(table(package.read(f"{title}.csv"))) == count


def test_a_csv_of_several_kinds_is_refused_with_the_way_out(
    casebook: Casebook, sheet: Path
) -> None:
    with pytest.raises(Refused, match="one kind") as refused:
        write(casebook, sheet, "csv")
    assert ".zip" in str(refused.value.what_to_do)
