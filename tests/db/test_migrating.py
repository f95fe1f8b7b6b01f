"""Older casebooks open, whole; the revisions build just the tables of today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from db import casefile, checking, history, migrating, schema
from db.errors import Refused
from db.record import Record
from db.tables import KINDS
from tests.db.make_casebook import FOLDER, PASSPHRASE

CASEBOOKS = sorted(FOLDER.glob("*.casebook"))
TABLES = (*KINDS, "change", "change_set", "kept", "about")


def _engine(path: Path) -> Engine:
    return casefile.open_engine(path, casefile.unlock(path, PASSPHRASE), reading=False)


def _counts(path: Path) -> dict[str, int]:
    engine = _engine(path)
    with engine.connect() as connection:
        tables = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search*'"
            " AND name NOT GLOB 'sqlite_*' AND name <> 'alembic_version'"
        )
        counts = {
            name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())
            for name in tables.scalars().all()
        }
    engine.dispose()
    return counts


def test_there_is_a_casebook_of_every_revision_plain_and_encrypted() -> None:
    revisions = sorted(Path(migrating.__file__).parent.glob("migrations/versions/[0-9]*.py"))
    assert len(revisions) == migrating.NEWEST
    assert [path.name for path in CASEBOOKS] == [
        f"{number:04}{kind}.casebook"
        for number in range(1, migrating.NEWEST + 1)
        for kind in ("-encrypted", "")
    ]


@pytest.mark.parametrize("casebook", CASEBOOKS, ids=lambda path: path.stem)
def test_a_casebook_of_each_revision_opens_with_every_row(tmp_path: Path, casebook: Path) -> None:
    path = tmp_path / casebook.name
    shutil.copy(casebook, path)
    before = _counts(path)
    record = Record.open(path, PASSPHRASE)
    assert record.encrypted is casebook.stem.endswith("-encrypted")
    with record.reading() as connection:
        assert checking.faults(connection) == []
        undone = history.next_undo(connection)
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    assert undone is not None and str(undone.did) == "Filled 3"
    assert version == migrating.NEWEST
    record.close()
    after = _counts(path)
    assert min(before.values()) > 0
    assert {name: after[name] for name in before} == before
    assert set(TABLES) <= set(after)


def test_the_revisions_build_just_the_tables_of_today(tmp_path: Path) -> None:
    path = tmp_path / "new.casebook"
    Record.create(path, None).close()
    drawn = dbapi2.connect(":memory:")
    for statement in schema.statements():
        drawn.execute(statement)
    made = dbapi2.connect(path)
    asked = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE name NOT GLOB '*alembic_version*' ORDER BY type, name"
    )
    today, built = (
        {row[:3]: " ".join((row[3] or "").split()) for row in connection.execute(asked)}
        for connection in (drawn, made)
    )
    assert built == today
    for connection in (drawn, made):
        settings = connection.execute("SELECT k, v FROM search_config ORDER BY k").fetchall()
        assert ("hashsize", 8_388_608) in settings
        connection.close()


def test_every_table_of_records_holds_to_its_types(tmp_path: Path) -> None:
    path = tmp_path / "new.casebook"
    Record.create(path, None).close()
    made = dbapi2.connect(path)
    strict = {row[1] for row in made.execute("PRAGMA table_list") if row[5]}
    made.close()
    assert set(TABLES) <= strict


def test_an_upgrade_that_would_lose_rows_is_refused_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    path = tmp_path / "a.casebook"
    shutil.copy(FOLDER / "0001.casebook", path)
    engine = casefile.open_engine(path, casefile.PLAIN, reading=False)

    def lose(config: object, revision: str) -> None:
        config.attributes["connection"].exec_driver_sql("DELETE FROM party")  # type: ignore[attr-defined]

    monkeypatch.setattr(command, "upgrade", lose)
    with pytest.raises(Refused, match="would lose rows"):
        migrating.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM party").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()
