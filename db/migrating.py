"""Bringing a casebook's file to the newest schema, by Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from .casefile import APPLICATION_ID
from .errors import Refused
from .messages import message

# user_version of a file whose Alembic revision is of the same number.
NEWEST = 4


def _counts(connection: Connection) -> dict[str, int]:
    names = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_*'"
            " AND name <> 'alembic_version'"
        )
    ]
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar() or 0)
        for name in names
    }


def upgrade(engine: Engine, revision: str = "head") -> dict[str, tuple[int, int]]:
    """Run the revisions that the file lacks; each table's rows before and after.

    A table that comes out with fewer rows than it had refuses the whole upgrade, and the file
    stays as it was.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        # Inside a transaction this PRAGMA does nothing, and a parent table that is copied with
        # foreign keys on can take its children with it.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=off")
        try:
            with connection.begin():
                before = _counts(connection)
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
                after = _counts(connection)
                _refuse_losses(connection, before, after)
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                reached = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
                connection.exec_driver_sql(f"PRAGMA user_version={int(reached.scalar_one())}")
        finally:
            driver.execute("PRAGMA foreign_keys=on")
    return {name: (before.get(name, 0), rows) for name, rows in after.items()}


def _refuse_losses(connection: Connection, before: dict[str, int], after: dict[str, int]) -> None:
    lost = [name for name, rows in before.items() if after.get(name, 0) < rows]
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost or dangling:
        raise Refused(
            message("Upgrading the casebook would lose rows, so it was left as it is"),
            ", ".join(lost),
            message("Keep the file and report this."),
        )
