"""The tables that migrations make are those of the code, and events stay what they are."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from issuer.credentials.certificate import CertificateState, Holder
from issuer.errors import StorageUnavailableError
from issuer.evidence.chain import find_break
from issuer.store.database import Database
from issuer.store.migrate import MIGRATIONS, current_revision, migrate
from issuer.store.revision import HEAD, SchemaOutdatedError
from issuer.store.tables import Row
from tests.store.making import AT, issue, make_event


def connection_of(unit):
    """Return the connection below a transaction, to do what no port allows."""
    return unit.transaction.connection


def erase_details(unit, *numbers):
    """Take away what events say, as an erasure does."""
    connection = connection_of(unit)
    connection.execute(
        text(
            "INSERT INTO erasure (id, person, why, asked, asked_by) "
            "VALUES ('E-1', 'C-1', '', :at, 'x')"
        ),
        {"at": unit.transaction.driver.moment(AT)},
    )
    for number in numbers:
        seq = {"seq": number}
        connection.execute(text("INSERT INTO erased_event VALUES (:seq, 'E-1')"), seq)
        connection.execute(text("DELETE FROM event_detail WHERE seq = :seq"), seq)


def test_migrations_make_the_tables_of_the_code(database):
    """Alembic finds no difference between a migrated database and the models."""
    with database.reading() as unit:
        context = MigrationContext.configure(
            connection_of(unit), opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Row.metadata) == []
        assert _partial_indices(connection_of(unit)) == {
            f"ix_{name}"
            for name in (
                "attempt_waiting",
                "certificate_succeeded",
                "complaint_open",
                "certificate_suspended",
                "credential_changed",
                "education_claim_open",
                "holder_request_open",
                "lapse_grace",
                "message_dead",
                "message_waiting",
                "request_item_left",
            )
        } | {
            f"uq_{name}"
            for name in (
                "application_open",
                "certificate_live",
                "credential_intended",
                "dossier_entry_counts",
                "lapse_open",
                "watch_list_mail",
            )
        }


def _partial_indices(connection):
    """Return the names of partial indices: Alembic does not compare what they are about."""
    sqlite = "SELECT name FROM sqlite_master WHERE sql LIKE '%INDEX%WHERE%'"
    postgresql = (
        "SELECT indexname FROM pg_indexes "
        "WHERE schemaname = current_schema() AND indexdef LIKE '%WHERE%'"
    )
    query = sqlite if connection.dialect.name == "sqlite" else postgresql
    return set(connection.scalars(text(query)))


def test_the_code_knows_the_newest_migration():
    """The revision that the code asks for is the last file; revisions count up without gaps."""
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    assert files[-1][:4] == HEAD


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET subject = 'A-1'",
        "UPDATE event SET hash = hash WHERE seq = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE seq = 1",
    ],
)
def test_events_are_never_changed_or_deleted(database, statement):
    """The database itself refuses, whoever asks."""
    with database.writing() as unit:
        unit.events.append([make_event(), make_event()])
        erase_details(unit, 1, 2)  # so that no key refuses
    with pytest.raises(DBAPIError, match="never changed or deleted"), database.writing() as unit:
        connection_of(unit).execute(text(statement))
    with database.reading() as unit:
        links = unit.chain.links(0, 10)
        assert len(links) == 2
        assert find_break(links, head=unit.chain.head()) is None


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM event_detail WHERE seq = 2", "deleted only by an erasure"),
        ("UPDATE event_detail SET salt = salt WHERE seq = 2", "never changed"),
        ("UPDATE erased_event SET seq = 2", "never taken back"),
        ("DELETE FROM erased_event", "never taken back"),
    ],
)
def test_what_an_event_says_goes_by_an_erasure_alone(database, statement, why):
    """Salt and words stay unless an erasure names their event; an erasure stays for ever."""
    with database.writing() as unit:
        unit.events.append([make_event(), make_event()])
        erase_details(unit, 1)
    with pytest.raises(DBAPIError, match=why), database.writing() as unit:
        connection_of(unit).execute(text(statement))


@pytest.mark.postgres
def test_events_are_not_truncated(postgres_store):
    """PostgreSQL's other way to delete is refused, too."""
    refused = pytest.raises(DBAPIError, match="never changed or deleted")
    with refused, postgres_store.writing() as unit:
        connection_of(unit).execute(text("TRUNCATE event CASCADE"))


def test_an_erased_person_leaves_the_chain_provable(database):
    """Salt and words of an event can go; the link stays and the chain still holds."""
    with database.writing() as unit:
        unit.events.append([make_event(), make_event()])
        erase_details(unit, 1)
    with database.reading() as unit:
        links = unit.chain.links(0, 10)
        assert [opened.data is None for opened in links] == [True, False]
        assert [opened.erasure for opened in links] == ["E-1", None]
        assert find_break(links, head=unit.chain.head()) is None


def test_an_erased_holder_leaves_the_certificate(database):
    """A certificate whose holder's row is gone is still found, shown and withdrawn."""
    with database.writing() as unit:
        (record,) = issue(unit, 0)
        connection_of(unit).execute(text("DELETE FROM holder"))
        state = CertificateState.REVOKED
        unit.certificates.change(record.number, state, AT, "holder-request")
    with database.reading() as unit:
        found = unit.certificates.find([record.number])[record.number]
        assert (found.holder, found.state) == (Holder("", ""), state)
        assert unit.certificates.search(record.number) == ([found], 1)
        assert unit.certificates.search("example") == ([], 0)


def test_migrating_again_changes_nothing(sql_url):
    """A database that is up to date stays as it is; two migrations at once are one."""
    assert current_revision(sql_url) == HEAD
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, [sql_url] * 2))
    assert current_revision(sql_url) == HEAD


def test_two_first_migrations_at_once(nothing):
    """Two processes that make the tables at once make them once."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, [nothing] * 2))
    assert current_revision(nothing) == HEAD


def test_a_new_file_that_another_writes_is_waited_for(tmp_path):
    """The first to connect switches the file to its log, for which SQLite itself never waits."""
    path = tmp_path / "new.sqlite3"
    other = sqlite3.connect(path, check_same_thread=False)
    other.executescript("CREATE TABLE t (n); BEGIN IMMEDIATE;")
    release = threading.Timer(0.3, other.rollback)
    release.start()
    migrate(f"sqlite:///{path}")
    release.join()
    other.close()
    assert current_revision(f"sqlite:///{path}") == HEAD


def test_a_new_file_is_its_owners_alone(tmp_path):
    """Names and list keys are in the file: nobody else may read it."""
    path = tmp_path / "a folder" / "100% ?#.sqlite3"
    path.parent.mkdir()
    migrate(f"sqlite:///{str(path).replace('?', '')}")
    (made,) = path.parent.iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_made_is_a_failure(tmp_path):
    """Without the folder there is a sentence, and no traceback."""
    with pytest.raises(StorageUnavailableError, match="cannot make"):
        migrate(f"sqlite:///{tmp_path / 'missing' / 'new.sqlite3'}")


def test_the_server_makes_no_database(tmp_path):
    """Without the file the program says what to do, and makes nothing."""
    path = tmp_path / "missing.sqlite3"
    database = Database(f"sqlite:///{path}")
    with pytest.raises(SchemaOutdatedError, match="probatum restore"):
        database.check_schema()
    assert database.is_ready() is False
    with pytest.raises(StorageUnavailableError), database.reading() as unit:
        unit.bodies.get()
    assert not path.exists()


@pytest.mark.parametrize(
    ("revision", "ready"), [("0000", False), (None, False), (HEAD, True), ("9999", True)]
)
def test_an_older_schema_is_refused_and_a_newer_one_welcome(database, sql_url, revision, ready):
    """A server starts on its own schema or a newer one; otherwise it names what to run."""
    with database.writing() as unit:
        change = "UPDATE alembic_version SET version_num = :found"
        statement = change if revision else "DELETE FROM alembic_version"
        connection_of(unit).execute(text(statement), {"found": revision} if revision else {})
    try:
        assert database.is_ready() is ready
        if ready:
            database.check_schema()
        else:
            with pytest.raises(
                SchemaOutdatedError, match="run `probatum migrate`" if revision else "restore"
            ):
                database.check_schema()
    finally:
        _restore_revision(database)
    assert current_revision(sql_url) == HEAD


def _restore_revision(database):
    with database.writing() as unit:
        connection_of(unit).execute(text("DELETE FROM alembic_version"))
        restore = text("INSERT INTO alembic_version VALUES (:head)")
        connection_of(unit).execute(restore, {"head": HEAD})


def test_rows_do_not_show_secrets_or_names():
    """The repr of a table's row has no key, token, salt, document or name of a person."""
    shown = {
        f"{table.name}.{column.name}"
        for mapper in Row.__subclasses__()
        for table in [mapper.table()]
        for column in table.columns
        if mapper.model_fields[column.name].repr
    }
    hidden = re.compile(
        r"holder\.(?!number)|status_list\.(key|token)|credential\.(payload|token)|\.salt|"
        r"event_detail\.data|attempt\.document|(api_key|sign_in|session|candidate_link)\.digest|session\.data|"
        r"person\.(name|native|mail|folded)|(dossier|register)_entry\.document|sender\.secret|"
        r"score_sheet\.(items|critical|comment)|(appeal|review|erasure)\.(grounds|why|note)|\.struck_why"
    )
    assert {name for name in shown if hidden.search(name)} == set()
    assert "certificate.number" in shown
