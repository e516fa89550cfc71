"""Tables copied from one engine to the other and back: the same rows, to the byte."""

from __future__ import annotations

import hashlib

from sqlalchemy import insert

from issuer.store.copying import copy_tables, digests
from issuer.store.migrate import migrate
from issuer.store.tables.body import ControlRow
from issuer.store.tables.holder import ShareRow
from issuer.store.tables.issuing import CertificateRow
from tests.store.making import AT, BODY, issue, make_event, make_number


def _fill(database):
    with database.writing() as unit:
        unit.bodies.found(BODY, AT)
        issue(unit, *range(20))
        unit.control.stop_issuing("a\ttab, a\nline, a \\ and an é\x7f")
        unit.certificates.succeed(make_number(0), make_number(1), AT)
        unit.events.append([make_event(f"A-{n}") for n in range(20)])
        share = {"number": make_number(3), "key": "k", "made": AT, "is_on": True, "is_found": False}
        unit.transaction.connection.execute(insert(ShareRow.table()).values(share))


def _copy(source, target):
    with source.reading() as read, target.writing() as written:
        return copy_tables(read.transaction.connection, written.transaction.connection)


def _digests(database):
    with database.reading() as unit:
        return digests(unit.transaction.connection)


def test_there_and_back_nothing_changed(
    sqlite_store, postgres_store, sqlite_nothing, open_database
):
    """SQLite to PostgreSQL to SQLite: equal digests; and new rows get numbers of their own."""
    _fill(sqlite_store)
    there = _copy(sqlite_store, postgres_store)
    assert there == _digests(sqlite_store) == _digests(postgres_store)
    assert there["certificate"].rows == there["credential"].rows == 20
    assert there["spent_challenge"].digest == hashlib.sha256().hexdigest()
    migrate(sqlite_nothing)
    back = open_database(sqlite_nothing)
    assert _copy(postgres_store, back) == there
    for database in (postgres_store, back):
        with database.writing() as unit:
            issue(unit, 20)
            unit.events.append([make_event()])
        with database.reading() as unit:
            assert unit.chain.head()[0] == 21
            assert unit.control.issuing_stopped().startswith("a\ttab, a\nline")
            assert unit.certificates.find([make_number(20)])
    with back.writing() as unit:
        unit.transaction.connection.execute(CertificateRow.table().update().values(reason="x"))
    assert _digests(back)["certificate"] != _digests(postgres_store)["certificate"]
    assert ControlRow.table().name in there
