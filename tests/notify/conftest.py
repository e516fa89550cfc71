"""Messages on both real databases, with couriers that keep what they were given."""

from __future__ import annotations

from tests.store.conftest import (  # noqa: F401 - fixtures
    cleaner,
    database,
    migrated_file,
    open_database,
    postgres_store,
    postgres_url,
    schema,
    server,
    shared_database,
    sqlite_store,
    sqlite_url,
)
