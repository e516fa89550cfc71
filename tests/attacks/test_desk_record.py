"""The record's guards, gone round: rows that replace rows, and tables emptied at one stroke."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from issuer.evidence.event import Event, EventKind
from tests.store.conftest import (  # noqa: F401 - fixtures
    cleaner,
    database,
    migrated_file,
    open_database,
    postgres_store,
    schema,
    server,
    shared_database,
    sqlite_store,
    sqlite_url,
)
from tests.store.making import AT

_ROUND = {
    "sqlite": (
        "REPLACE INTO event_detail SELECT seq, salt, x'7b7d' FROM event_detail",
        "REPLACE INTO event SELECT * FROM event",
        "DELETE FROM event_detail",
    ),
    "postgresql": ("TRUNCATE event_detail", "TRUNCATE event CASCADE", "DELETE FROM event_detail"),
}


def test_no_statement_goes_round_the_guards(database):  # noqa: F811
    """SQLite deletes without a trigger where it replaces; PostgreSQL where it truncates."""
    with database.writing() as unit:
        unit.events.append([Event(AT, EventKind.OFFICER_JOINED, "x", "x")])
        kind = unit.transaction.connection.dialect.name
    for statement in _ROUND[kind]:
        with pytest.raises(Exception, match="never"), database.writing() as unit:
            unit.transaction.connection.execute(text(statement))
    with database.reading() as unit:
        assert unit.chain.links(0, 10)[-1].data == b'{"actor":"x"}'
