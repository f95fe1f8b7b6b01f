"""Markings in workbooks: a sensitive part's own columns, what a new row takes over or may not."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook

from workbench import events, markings, records
from workbench.casebook import Casebook
from workbench.events import Meeting
from workbench.exchange import export, plan, take
from workbench.markings import Wanted


def _sheets(path: Path, **sheets: list[tuple[str | None, ...]]) -> Path:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def _all(casebook: Casebook, kind: str, name: str) -> list[str | None]:
    with casebook.reading() as connection:
        rows = connection.exec_driver_sql(f'SELECT "{name}" FROM "{kind}" ORDER BY id')
        return [row[0] for row in rows]


def test_the_sensitive_part_goes_out_in_its_own_columns_and_comes_home(
    casebook: Casebook, empty: Casebook, tmp_path: Path
) -> None:
    events.log_meeting(
        casebook,
        Meeting(title="Dinner", sensitive_part="=who\nelse", sensitive_marking="Confidential"),
    )
    out = tmp_path / "out.xlsx"
    export(casebook, out)
    book = load_workbook(out)
    headers = [str(cell.value) for row in book["Events"].iter_rows(max_row=3) for cell in row]
    assert {"Sensitive part", "Marking of the sensitive part"} <= set(headers)
    assert plan(casebook, out).updated == plan(casebook, out).created == 0
    take(empty, plan(empty, out), "skip")
    assert _all(empty, "event", "sensitive_part")[-1] == "=who\nelse"
    assert _all(empty, "event", "sensitive_marking")[-1] == "Confidential"


def test_new_rows_take_over_what_they_hang_on_and_one_undo_takes_them_back(
    empty: Casebook, tmp_path: Path
) -> None:
    records.add(
        empty, "stakeholder", {"name": "Ruritania", "kind": "state", "marking": "Restricted"}
    )
    book = _sheets(
        tmp_path / "in.xlsx",
        Stakeholders=[("Name", "Kind", "Part of", "Marking"),
                      ("Office", "office", "Ruritania", None),
                      ("Free", "state", None, None)],
        Events=[("When", "Kind", "Title", "Marking"), ("2025-01", "meeting", "Talks", None),
                ("2025-02", "meeting", "Lunch", None), ("2025-03", "meeting", "Secret", "Open")],
        Parties=[("Event", "Stakeholder"), ("Talks", "Office"), ("Lunch", "Free"),
                 ("Secret", "Office")],
    )  # fmt: skip
    done = take(empty, plan(empty, book), "skip")
    assert done.rejected == 0 and done.created == 8
    assert _all(empty, "stakeholder", "marking") == ["Restricted", "Restricted", None]
    assert _all(empty, "event", "marking") == ["Restricted", None, "Open"]
    empty.undo()
    assert _all(empty, "event", "marking") == []
    empty.redo()
    assert _all(empty, "event", "marking") == ["Restricted", None, "Open"]


def test_a_row_that_links_to_one_further_down_takes_over_its_marking(
    empty: Casebook, tmp_path: Path
) -> None:
    book = _sheets(
        tmp_path / "in.xlsx",
        Stakeholders=[("Name", "Kind", "Part of", "Marking"), ("Desk", "office", "Office", None),
                      ("Office", "office", "Ministry", None),
                      ("Ministry", "office", None, "Confidential")],
        Ties=[("From", "To", "Kind", "Tenor"), ("Desk", "Desk", "kinship", "1")],
    )  # fmt: skip
    done = take(empty, plan(empty, book), "skip")
    assert done.rejected == 0
    assert _all(empty, "stakeholder", "marking") == ["Confidential"] * 3
    assert _all(empty, "tie", "marking") == ["Confidential"]


def test_a_marking_renamed_on_the_sheet_of_lists_is_renamed_everywhere(
    casebook: Casebook, tmp_path: Path
) -> None:
    uid = records.add(
        casebook, "stakeholder", {"name": "X", "kind": "state", "marking": "Internal"}
    )
    out = tmp_path / "out.xlsx"
    export(casebook, out)
    book = load_workbook(out)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Internal" and sheet.title == "Lists":
                    cell.value = "Desk only"
    book.save(out)
    take(casebook, plan(casebook, out), "skip")
    assert records.get(casebook, "stakeholder", uid)["marking"] == "Desk only"
    assert markings.order(casebook)[1] == "Desk only"


def test_a_row_with_a_marking_that_there_is_not_is_rejected_by_itself(
    empty: Casebook, tmp_path: Path
) -> None:
    book = _sheets(
        tmp_path / "in.xlsx",
        Stakeholders=[("Name", "Kind", "Marking"), ("A", "state", "Cosmic"),
                      ("B", "state", "restricted")],
    )  # fmt: skip
    done = take(empty, plan(empty, book), "skip")
    assert (done.created, done.rejected) == (1, 1)
    assert "Cosmic" in str(done.problems[0].reason)
    assert _all(empty, "stakeholder", "marking") == ["Restricted"]


def test_markings_that_a_workbook_brings_along_come_with_it(
    casebook: Casebook, empty: Casebook, tmp_path: Path
) -> None:
    markings.arrange(
        casebook, [*(Wanted(word, word) for word in markings.order(casebook)), Wanted("Cosmic")]
    )
    records.add(casebook, "stakeholder", {"name": "X", "kind": "state", "marking": "Cosmic"})
    out = tmp_path / "out.xlsx"
    export(casebook, out)
    done = take(empty, plan(empty, out), "skip")
    assert done.rejected == 0
    assert markings.order(empty)[-1] == "Cosmic" == empty.marking()
