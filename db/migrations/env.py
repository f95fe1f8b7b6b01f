"""What Alembic runs: the revisions, on the connection that `db.migrating` hands over."""

from alembic import context
from sqlmodel import SQLModel

import db.models  # noqa: F401 - fills the metadata that batch operations name things by

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
