"""Runs migrations on the connection, and in the transaction, that `issuer.store.migrate` gives."""

from __future__ import annotations

from alembic import context

from issuer.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
