"""The road from applicant to decision, and beyond it, over each real database in turn."""

from __future__ import annotations

from tests.issuer.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    open_store,
    postgres_url,
    road,
    schema,
    server,
    sqlite_url,
    undrawable,
)
