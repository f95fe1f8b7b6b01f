"""The acts that are killed: each a generator that has done one more of them at every step."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from db import backing_up
from tests.faults import desks
from tests.faults.desks import PASSPHRASE, Broken
from workbench import backups, events, exchange, passphrases, records, sample
from workbench.casebook import Casebook
from workbench.messages import Refused

EXPORT = "out.xlsx"
OTHER = "quite another one"
OF_OLD = "the river, at noon"
_OLD = Path(__file__).resolve().parents[1] / "db" / "casebooks" / "0001-encrypted.casebook"
_IMPORT, _OLDER, _NEWER = "in.xlsx", "older.bak", "newer.bak"
_ROWS = 300


def _open(folder: Path) -> Casebook:
    return Casebook.open(folder / "desk.casebook", PASSPHRASE, by="A. Officer")


def write(folder: Path) -> Iterator[None]:
    """Adds, edits and deletes records, and logs meetings of several rows."""
    casebook = _open(folder)
    last = ""
    for number in range(24):
        if number % 4 == 0:
            last = records.add(casebook, "event", {"kind": "call", "title": f"Call {number}"})
        elif number % 4 == 1:
            records.edit(casebook, "event", {last: {"notes": f"Notes {number}"}})
        elif number % 4 == 2:
            who = events.New(f"Somebody {number}", post="envoy")
            parties = (events.PartyIn(who, "host"),)
            actions = (events.ActionIn(f"Ring back {number}", due="2025-03"),)
            events.log_meeting(
                casebook,
                events.Meeting(title=f"Talks {number}", when="2025-02-05", parties=parties,
                               actions=actions),
            )  # fmt: skip
        else:
            records.delete(casebook, "event", [last])
        yield
    casebook.close()


# -- import and undo ---------------------------------------------------------------------------


def prepare_import(folder: Path) -> None:
    """A workbook with some hundred new events, and a source that has to come first."""
    path = folder / "aside.casebook"
    aside = Casebook.create(path, None, by="B. Officer")
    with aside.change(events.message("Fill")) as change:
        source = change.add("source", {"title": "Cable 12"})
        change.add_many(
            "event",
            ("kind", "when", "title", "source", "notes"),
            [("meeting", "2025-01", f"Imported {n}", source, "Long talk. " * 20)
             for n in range(_ROWS)],
        )  # fmt: skip
    exchange.export(aside, folder / _IMPORT)
    aside.close()
    path.unlink()


def take_in(folder: Path) -> Iterator[None]:
    """Imports the workbook, once."""
    casebook = _open(folder)
    done = exchange.take(casebook, exchange.plan(casebook, folder / _IMPORT))
    if done.created <= _ROWS:
        raise RuntimeError("the import is not what it was made for")
    yield
    casebook.close()


def prepare_undo(folder: Path) -> None:
    """The same, taken in already."""
    prepare_import(folder)
    for _round in take_in(folder):
        pass


def undo(folder: Path) -> Iterator[None]:
    """Takes the import back and does it again, a few times."""
    casebook = _open(folder)
    for _time in range(3):
        casebook.undo()
        yield
        casebook.redo()
        yield
    casebook.close()


# -- export ------------------------------------------------------------------------------------


def prepare_export(folder: Path) -> None:
    """An older workbook in the place of the new one."""
    prepare_import(folder)
    (folder / _IMPORT).rename(folder / EXPORT)


def export(folder: Path) -> Iterator[None]:
    """Exports over the older workbook."""
    casebook = _open(folder)
    exchange.export(casebook, folder / EXPORT)
    yield
    casebook.close()


def exports(folder: Path) -> list[Path]:
    """The workbooks that were asked for: in its place, or whole and about to be put there.

    No system puts a file without a name in the place of another in one call.
    """
    waiting = folder / f".{EXPORT}.writing" / "workbook.xlsx"
    return [folder / EXPORT, *([waiting] if zipfile.is_zipfile(waiting) else [])]


def judge_export(folder: Path, acknowledged: int) -> None:
    """The workbook is the old one or the new one, and either is whole."""
    casebook = _open(folder)
    try:
        plan = exchange.plan(casebook, folder / EXPORT)
    except Refused as refused:
        raise Broken(f"the workbook can't be read: {refused}") from None
    finally:
        casebook.close()
    new = plan.rows == plan.unchanged > 0
    old = plan.created > _ROWS
    if not new and (acknowledged or not old):
        raise Broken("the workbook is neither the old nor the new one")


# -- backup and restore ------------------------------------------------------------------------


def backup(folder: Path) -> Iterator[None]:
    """Makes backups, each after a change."""
    casebook = _open(folder)
    for number in range(3):
        # Both in one round: the change alone is acknowledged by nobody.
        backups.make(casebook, folder / f"copy {number}.casebook")
        records.add(casebook, "event", {"kind": "call", "title": f"Call {number}"})
        yield
    casebook.close()


def judge_backups(folder: Path, acknowledged: int) -> None:
    """Every file that is called a backup is one, and those that were acknowledged are there."""
    for number in range(3):
        path = folder / f"copy {number}.casebook"
        if not path.exists():
            if number < acknowledged:
                raise Broken("a backup is gone")
            continue
        manifest = backing_up.manifest_of(path)
        if manifest is None:
            raise Broken("a backup has no manifest")
        try:
            backing_up.refuse_altered(path)
            desks.state(path)
        except Refused as refused:
            raise Broken(f"a backup: {refused}") from None


def prepare_restore(folder: Path) -> None:
    """Two backups of two states, one of them with an import."""
    casebook = _open(folder)
    backups.make(casebook, folder / _OLDER)
    casebook.close()
    prepare_undo(folder)
    casebook = _open(folder)
    backups.make(casebook, folder / _NEWER)
    casebook.close()


def prepare_nothing(folder: Path) -> None:
    """Two backups, and the casebook gone."""
    prepare_restore(folder)
    (folder / "desk.casebook").unlink()


def restore(folder: Path) -> Iterator[None]:
    """Restores one backup and the other."""
    path = folder / "desk.casebook"
    for name in (_OLDER, _NEWER):
        backups.restore(path, folder / name, PASSPHRASE, by="A. Officer")
        yield


# -- passphrase and migration ------------------------------------------------------------------


def passphrase(folder: Path) -> Iterator[None]:
    """Gives the casebook another passphrase, and the old one again."""
    before = PASSPHRASE
    for after in (OTHER, PASSPHRASE):
        casebook = Casebook.open(folder / "desk.casebook", before, by="A. Officer")
        passphrases.change(casebook, after)
        yield
        casebook.close()
        before = after


def prepare_migrate(folder: Path) -> None:
    """A casebook of the first schema there was."""
    shutil.copyfile(_OLD, folder / "desk.casebook")


def migrate(folder: Path) -> Iterator[None]:
    """Opens it, which brings it to the newest schema."""
    casebook = Casebook.open(folder / "desk.casebook", OF_OLD, by="A. Officer")
    yield
    casebook.close()


# -- new ---------------------------------------------------------------------------------------


def prepare_new(folder: Path) -> None:
    """No casebook yet."""
    (folder / "desk.casebook").unlink()


def new(folder: Path) -> Iterator[None]:
    """Makes a casebook with the sample in it."""
    sample.make(folder / "desk.casebook", PASSPHRASE).close()
    yield
