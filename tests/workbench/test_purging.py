"""Purging beside undo, backups and restores: what is gone stays gone."""

from __future__ import annotations

from workbench import backups, history, purging, records
from workbench.casebook import Casebook
from workbench.checks import check
from workbench.messages import message
from workbench.purging import remake

SECRET = "Quetzalcoatlus Northropi"


def two(casebook: Casebook) -> tuple[str, str, int]:
    """Two stakeholders made, and later deleted, by one act each; the number of the deletion."""
    with casebook.change(message("Add two")) as change:
        one = change.add("stakeholder", {"name": SECRET, "kind": "person"})
        other = change.add("stakeholder", {"name": "Somebody", "kind": "person"})
        change.add("tie", {"from": one, "to": other, "kind": "alliance", "tenor": 1})
    records.delete(casebook, "stakeholder", [one, other])
    step = casebook.next_undo()
    assert step is not None
    return one, other, step.number


def names(casebook: Casebook) -> set[str]:
    with casebook.reading() as connection:
        return set(connection.exec_driver_sql("SELECT name FROM stakeholder").scalars())


def test_an_earlier_act_is_taken_back_for_what_is_left_of_it(casebook: Casebook) -> None:
    one, _other, deletion = two(casebook)
    records.add(casebook, "source", {"title": "A cable"})
    purging.purge(casebook, purging.plan(casebook, one))
    casebook.undo_one(deletion)
    assert names(casebook) == {"Somebody"}
    assert check(casebook).ok


def test_every_step_of_undo_and_redo_passes_over_what_was_purged(casebook: Casebook) -> None:
    one, _other, _deletion = two(casebook)
    purging.purge(casebook, purging.plan(casebook, one))
    while casebook.undo() is not None:
        assert SECRET not in names(casebook)
    assert names(casebook) == set()
    while casebook.redo() is not None:
        assert SECRET not in names(casebook)
    assert check(casebook).ok
    told = [str(act.did) for act in history.history(casebook)]
    assert any(text.startswith("Purge: 1 Stakeholder") for text in told)


def test_backups_are_removed_only_once_a_new_one_is_made(casebook: Casebook) -> None:
    one, _other, _deletion = two(casebook)
    old, _manifest = backups.make(casebook)
    planned = purging.plan(casebook, one)
    assert [copy.path for copy in planned.copies] == [str(old)]
    done = purging.purge(casebook, planned)
    made = remake(casebook, done.copies)
    assert made.removed == (old,) and not old.exists() and made.backup.exists()
    assert SECRET.encode() not in made.backup.read_bytes()
    assert purging.holding(casebook) == []


def test_watchers_are_told_which_records_went(casebook: Casebook) -> None:
    uid = records.add(casebook, "stakeholder", {"name": SECRET, "kind": "person"})
    heard = []
    casebook.subscribe(heard.append)
    purging.purge(casebook, purging.plan(casebook, uid))
    assert [changed.deleted for changed in heard] == [{"stakeholder": frozenset({uid})}]
    assert not heard[0].act
