"""Redirects that lead nowhere or in a circle, links to what was merged: found, and repaired."""

from __future__ import annotations

from typing import Any

import pytest
from sqlcipher3 import dbapi2

from workbench import merging, records
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.repairs import repair, wanted


def meddle(casebook: Casebook, *statements: str) -> None:
    """Write behind the workbench's back."""
    connection = dbapi2.connect(str(casebook.path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.fixture
def merged(casebook: Casebook) -> tuple[str, str, str]:
    """A stakeholder with a post, the one that was merged into it, and a third."""
    kept, gone, third = (
        records.add(casebook, "stakeholder", {"name": name, "kind": "person"})
        for name in ("Muttaqi", "Mottaqi", "Somebody else")
    )
    records.add(casebook, "post", {"stakeholder": gone, "title": "Minister"})
    merging.merge(casebook, kept, gone)
    return kept, gone, third


def repaired(casebook: Casebook, code: str) -> None:
    """The one fault of this code is repaired, nothing else is wrong then, undo takes it back."""
    faults = wanted(check(casebook).all, code)
    assert repair(casebook, faults) == len(faults) == 1
    assert not [f for f in check(casebook).all if f.code in (code, "link-dangling")]
    while rest := check(casebook).all:
        repair(casebook, wanted(rest, rest[0].name))
    step = casebook.next_undo()
    assert step is not None and str(step).startswith("Repair")
    assert casebook.undo() is not None and casebook.redo() is not None
    assert check(casebook).ok


def test_a_link_to_what_was_merged_leads_to_what_it_was_merged_into(
    casebook: Casebook, merged: tuple[str, str, str]
) -> None:
    meddle(casebook, "UPDATE post SET stakeholder_id = 2")
    assert "link-merged" in {fault.code for fault in check(casebook).all}
    repaired(casebook, "link-merged")
    (post,) = _rows(casebook, "SELECT uid FROM post")
    assert records.get(casebook, "post", post[0])["stakeholder"] == merged[0]


def test_a_redirect_whose_end_was_merged_leads_on(
    casebook: Casebook, merged: tuple[str, str, str]
) -> None:
    merging.merge(casebook, merged[2], merged[0])
    meddle(casebook, f"UPDATE redirect SET to_id = 1 WHERE old = '{merged[1]}'")
    repaired(casebook, "redirect-dangling")
    assert merging.follow(casebook, merged[1]) == merged[2]


def test_a_redirect_that_leads_nowhere_leads_where_history_says_or_is_dropped(
    casebook: Casebook, merged: tuple[str, str, str]
) -> None:
    meddle(casebook, "UPDATE redirect SET to_id = 7777")
    repaired(casebook, "redirect-dangling")
    assert merging.follow(casebook, merged[1]) == merged[0]
    text = "replace(after, '\"to_id\":1', '\"to_id\":7777')"
    meddle(casebook, "UPDATE redirect SET to_id = 7777",
           f"UPDATE change SET after = {text} WHERE kind = 'redirect'")  # fmt: skip
    repair(casebook, wanted(check(casebook).all, "redirect-dangling"))
    assert _rows(casebook, "SELECT count(*) FROM redirect") == [(0,)]


def test_a_circle_of_redirects_is_found_and_dropped(
    casebook: Casebook, merged: tuple[str, str, str]
) -> None:
    kept, _gone, third = merged
    for old, end in ((kept, third), (third, kept)):
        records.add(casebook, "redirect", {"old": old, "to": end})
    assert merging.follow(casebook, kept) == kept, "it is there, whatever leads away from it"
    faults = wanted(check(casebook).all, "redirect-loop")
    assert repair(casebook, faults) == 2
    assert check(casebook).ok
    casebook.undo()
    assert {fault.code for fault in check(casebook).all} == {"redirect-loop"}
    repair(casebook, wanted(check(casebook).all, "redirect-loop"))
    records.add(casebook, "redirect", {"old": third, "to": kept})
    repair(casebook, wanted(check(casebook).all, "redirect-needless"))
    assert check(casebook).ok


def _rows(casebook: Casebook, sql: str) -> list[Any]:
    with casebook.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]
