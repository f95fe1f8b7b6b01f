"""A name has a language and a kind; what was merged leads on; who is not who is remembered."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    # Made anew, for a column that is added can't have its CHECK where today's tables have it.
    "ALTER TABLE name RENAME TO name_before",
    """\
    CREATE TABLE name (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    stakeholder_id INTEGER NOT NULL,
    spelling TEXT NOT NULL,
    script TEXT,
    language TEXT,
    kind TEXT,
    CONSTRAINT uq_name_uid UNIQUE (uid),
    CONSTRAINT fk_name_stakeholder_id FOREIGN KEY(stakeholder_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_name_spelling_valid CHECK (length(trim("spelling")) > 0),
    CONSTRAINT ck_name_kind_valid CHECK ("kind" IN ('birth', 'war name', 'honorific', 'acronym', 'former', 'translation'))
    )
    STRICT
    """,
    "INSERT INTO name (id, uid, stakeholder_id, spelling, script)"
    " SELECT id, uid, stakeholder_id, spelling, script FROM name_before ORDER BY id",
    # A key is never given twice: history knows records by it.
    "DELETE FROM sqlite_sequence WHERE name = 'name'",
    "INSERT INTO sqlite_sequence (name, seq)"
    " SELECT 'name', seq FROM sqlite_sequence WHERE name = 'name_before'",
    "DROP TABLE name_before",
    "CREATE INDEX ix_name_stakeholder_id ON name (stakeholder_id)",
    """\
    CREATE TABLE redirect (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    old TEXT NOT NULL,
    to_id INTEGER NOT NULL,
    CONSTRAINT uq_redirect_old UNIQUE (old),
    CONSTRAINT uq_redirect_uid UNIQUE (uid),
    CONSTRAINT ck_redirect_old_valid CHECK (length(trim("old")) > 0),
    CONSTRAINT fk_redirect_to_id FOREIGN KEY(to_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED
    )
    STRICT
    """,
    "CREATE INDEX ix_redirect_to_id ON redirect (to_id)",
    """\
    CREATE TABLE distinction (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    one_id INTEGER NOT NULL,
    other_id INTEGER,
    spelling TEXT,
    same INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT uq_distinction_uid UNIQUE (uid),
    CONSTRAINT fk_distinction_one_id FOREIGN KEY(one_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_distinction_other_id FOREIGN KEY(other_id) REFERENCES stakeholder (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_distinction_same_valid CHECK ("same" IN (0, 1))
    )
    STRICT
    """,
    "CREATE INDEX ix_distinction_one_id ON distinction (one_id)",
    "CREATE INDEX ix_distinction_other_id ON distinction (other_id)",
)


def upgrade() -> None:
    """Add the columns, empty, and the two tables."""
    for statement in STATEMENTS:
        op.execute(statement)
