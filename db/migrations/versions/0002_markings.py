"""Sources, posts, items and actions have a marking; an event a sensitive part with its own.

The list of events is ordered by an index of its own.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE source ADD COLUMN marking TEXT",
    "ALTER TABLE post ADD COLUMN marking TEXT",
    "ALTER TABLE item ADD COLUMN marking TEXT",
    "ALTER TABLE action ADD COLUMN marking TEXT",
    "ALTER TABLE event ADD COLUMN sensitive_part TEXT",
    "ALTER TABLE event ADD COLUMN sensitive_marking TEXT",
    *(
        f"CREATE INDEX ix_{table}_{column} ON {table} ({column}) WHERE {column} IS NOT NULL"
        for table, column in (
            ("stakeholder", "marking"),
            ("source", "marking"),
            ("post", "marking"),
            ("tie", "marking"),
            ("event", "marking"),
            ("event", "sensitive_marking"),
            ("ask", "marking"),
            ("item", "marking"),
            ("action", "marking"),
        )
    ),
    "CREATE INDEX ix_event_listed_by ON event (kind, when_from, when_to)",
)


def upgrade() -> None:
    """Add the columns, empty: an empty marking is the casebook's first, the least strict."""
    for statement in STATEMENTS:
        op.execute(statement)
