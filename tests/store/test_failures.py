"""A database that fails: a clear refusal, nothing half-written, and work goes on afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, literal_column, select

from issuer.errors import SettingsError, StorageUnavailableError
from issuer.evidence.chain import find_break
from issuer.store.database import Database
from issuer.store.ledger import SqlLedger
from issuer.store.transaction import Prepared
from tests.store.making import AT, BODY, intend, issue, make_attempt, make_event, make_number
from verifier.ledger import LedgerUnavailableError

NOBODY = "postgresql://root@127.0.0.1:1/test"  # nothing listens there
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "url",
    ["", "probatum.sqlite3", "mysql://root@127.0.0.1/test", "sqlite://", "sqlite:///:memory:"],
)
def test_another_url_is_refused(url):
    """Only SQLite files and PostgreSQL are spoken to; the message names the setting."""
    with pytest.raises(SettingsError, match="PROBATUM_DATABASE"):
        Database(url)


def test_nothing_is_connected_before_it_is_used():
    """A server that is down is found out by the first transaction."""
    database = Database(NOBODY)
    assert database.is_ready() is False
    for begin in (database.writing, database.reading):
        with pytest.raises(StorageUnavailableError), begin():
            pass
    ledger = SqlLedger(database)
    with pytest.raises(LedgerUnavailableError):
        ledger.find(make_number(), b"")
    with pytest.raises(LedgerUnavailableError):
        ledger.token(make_number())


def test_a_damaged_file_is_a_failure(sqlite_url):
    """A file that is no database any more is told as such."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(b"not a database, but long enough to look at: " * 100)
    database = Database(sqlite_url)
    with pytest.raises(StorageUnavailableError), database.reading() as unit:
        unit.bodies.get()
    assert database.is_ready() is False


def test_a_locked_file_is_a_failure(sqlite_store, sqlite_url, open_database):
    """Whoever waits too long for the one writer is refused, and may try again."""
    impatient = open_database(sqlite_url, patience=1)
    with sqlite_store.writing():
        with pytest.raises(StorageUnavailableError, match="locked"), impatient.writing():
            pass
        with impatient.reading() as unit:
            assert unit.bodies.get() is None
    with impatient.writing() as unit:
        unit.attempts.add([make_attempt()])


@pytest.mark.postgres
def test_a_locked_row_is_a_failure(postgres_store, postgres_url, open_database):
    """On PostgreSQL the wait for a lock ends, too."""
    impatient = open_database(postgres_url, patience=1)
    with postgres_store.writing() as unit:
        unit.bodies.found(BODY, AT)
    with postgres_store.writing() as unit:
        unit.events.append([make_event()])
        with pytest.raises(StorageUnavailableError, match="lock"), impatient.writing() as other:
            other.events.append([make_event()])
    with impatient.writing() as unit:
        unit.events.append([make_event()])
        assert unit.chain.head()[0] == 2


def test_a_full_disk_loses_nothing(sqlite_store):
    """When there is no room the transaction is refused whole, and reading goes on."""
    with sqlite_store.writing() as unit:
        unit.bodies.found(BODY, AT)
        issue(unit, 0)
        unit.events.append([make_event()])
    _fill(sqlite_store)
    with pytest.raises(StorageUnavailableError, match="full"), sqlite_store.writing() as unit:
        intend(unit, *range(1, 400))
    with sqlite_store.reading() as unit:
        assert unit.certificates.taken([make_number(1)]) == set()
        assert unit.credentials.of([make_number(0)])[make_number(0)][0].token is not None
        assert find_break(unit.chain.links(0, 10), head=unit.chain.head()) is None


def _fill(database):
    with database.writing() as unit:
        pages = unit.transaction.connection.exec_driver_sql("PRAGMA page_count").scalar()
        unit.transaction.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")


def _end_connections(url):
    """End every other connection that shares the schema of `url`, as a restart would."""
    with psycopg.connect(url, autocommit=True) as admin:
        schema = admin.execute("SELECT current_schema()").fetchone()[0]
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND application_name = %s",
            [schema],
        ).fetchall()
    assert ended


@pytest.fixture
def named(postgres_url, open_database):
    """Return a database whose connections can be told from all others, and their URL."""
    schema = postgres_url.rpartition("%3D")[2]
    url = f"{postgres_url}&application_name={schema}"
    made = open_database(url)
    with made.writing() as unit:
        unit.bodies.found(BODY, AT)
    return made, postgres_url


@pytest.mark.postgres
def test_a_lost_connection_loses_the_transaction(named):
    """A transaction whose connection is lost is refused whole; the next one connects anew."""
    database, url = named
    with pytest.raises(StorageUnavailableError), database.writing() as unit:
        _write_while_it_breaks(unit, url)
    with database.reading() as unit:
        assert unit.attempts.find("btx", ["A-0"]) == {}
        assert unit.chain.head()[0] == 0


def _write_while_it_breaks(unit, url):
    unit.attempts.add([make_attempt()])
    _end_connections(url)
    unit.events.append([make_event()])


@pytest.mark.postgres
def test_a_restart_between_transactions_is_not_noticed(named):
    """Connections that were closed while idle are replaced before they are used."""
    database, url = named
    with database.writing() as unit:
        (record,) = issue(unit, 0)
    ledger = SqlLedger(database)
    for _ in range(2):
        _end_connections(url)
        assert ledger.find(record.number, record.digest) is not None
        _end_connections(url)
        with database.writing() as unit:
            unit.events.append([make_event()])


@pytest.mark.postgres
def test_a_failed_look_up_heals(named):
    """A look-up that the server breaks off is one refusal, not many."""
    database, _ = named
    broken = Prepared(select(func.pg_terminate_backend(func.pg_backend_pid())), ())
    with pytest.raises(StorageUnavailableError):
        database.look_up(broken)
    fine = Prepared(select(literal_column("7")), ())
    assert database.look_up(fine) == (7,)


def test_a_failure_tells_no_values(database):
    """What a failure or a bug says in a log has no name, token or number in it."""
    with pytest.raises(Exception, match=r"(?i)constraint") as caught, database.writing() as unit:
        unit.drawings.add("BTX-SECRET", "a4", b"secret", AT)
    assert "secret" not in str(caught.value.__context__).lower().replace("btx-secret", "")
    assert "[SQL parameters hidden" in str(caught.value)


def test_a_forked_process_connects_anew(sql_url):
    """A fork leaves the parent's connections alone: both go on, one chain comes of it."""
    command = [sys.executable, "-m", "tests.store.forking", sql_url]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert (done.stdout.split(), done.stderr) == (["child", "parent", "41"], "")
