"""Databases of both engines for tests of backups, journals and restores."""

from __future__ import annotations

from tests.store.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    open_database,
    postgres_nothing,
    postgres_store,
    postgres_url,
    schema,
    server,
    shared_database,
    sqlite_nothing,
    sqlite_store,
    sqlite_url,
)
