"""Names are found by what is heard of them, in an index in the file."""

from alembic import op

from db import name_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE VIRTUAL TABLE search_name USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1 2 3', tokenize='ascii')",
    "CREATE TABLE search_key (key TEXT NOT NULL, sound TEXT NOT NULL, PRIMARY KEY (key, sound)) STRICT, WITHOUT ROWID",
    "CREATE TABLE search_borne (key TEXT NOT NULL PRIMARY KEY, spellings INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


def upgrade() -> None:
    """Make the index, of the names that are there."""
    for statement in STATEMENTS:
        op.execute(statement)
    name_index.renew(op.get_bind())
