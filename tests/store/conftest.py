"""The store in memory, on SQLite and on PostgreSQL: all must keep the same promises."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from issuer.store.database import Database
from issuer.store.ledger import SqlLedger
from issuer.store.migrate import migrate
from issuer.store.tables import Row
from tests.fakes.store import FakeLedger, FakeStore
from tests.postgres import find_server, new_schema
from tests.store.making import AT, BODY, LIST_SIZE

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the tables, to copy."""
    path = tmp_path_factory.mktemp("store") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def server(require: Any) -> str:
    """Return the URL of a PostgreSQL server where schemas can be made."""
    return find_server(require)


@pytest.fixture(scope="session")
def schema(server: str) -> Iterator[str]:
    """Return the URL of a PostgreSQL schema with the tables, of this run alone."""
    with new_schema(server) as url:
        migrate(url)
        yield url


@pytest.fixture
def sqlite_nothing(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that nobody made."""
    return f"sqlite:///{tmp_path / 'new.sqlite3'}"


@pytest.fixture
def postgres_nothing(server: str) -> Iterator[str]:
    """Return the URL of a PostgreSQL schema without tables."""
    with new_schema(server) as url:
        yield url


@pytest.fixture(params=[SQLITE, POSTGRES])
def nothing(request: pytest.FixtureRequest) -> str:
    """Return the URL of a database without tables, of each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_nothing"))


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Return the URL of an empty SQLite database with the tables."""
    path = tmp_path / "probatum.sqlite3"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def shared_database(schema: str) -> Iterator[Database]:
    """Return a database on the PostgreSQL schema: connecting is most of what a test costs."""
    made = Database(schema, list_size=LIST_SIZE)
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def cleaner(schema: str) -> Iterator[Callable[[], None]]:
    """Return what empties the PostgreSQL schema."""
    tables = [sql.SQL("DELETE FROM {}").format(sql.Identifier(t)) for t in Row.metadata.tables]
    statement = sql.SQL(";").join(tables)
    with psycopg.connect(schema, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")  # no trigger refuses this
        yield lambda: admin.execute(statement) and None


@pytest.fixture
def postgres_url(schema: str, cleaner: Callable[[], None]) -> str:
    """Return the URL of an empty PostgreSQL schema with the tables."""
    cleaner()
    return schema


@pytest.fixture(params=[SQLITE, POSTGRES])
def sql_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of each real database in turn, empty but for the tables."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def open_database() -> Iterator[Callable[..., Database]]:
    """Return what opens a database that is closed after the test."""
    opened: list[Database] = []

    def open_one(url: str, **options: Any) -> Database:
        opened.append(Database(url, **options))
        return opened[-1]

    yield open_one
    for made in opened:
        made.dispose()


@pytest.fixture
def sqlite_store(sqlite_url: str, open_database: Callable[..., Database]) -> Database:
    """Return an empty SQLite database with the tables."""
    return open_database(sqlite_url, list_size=LIST_SIZE)


@pytest.fixture
def postgres_store(shared_database: Database, cleaner: Callable[[], None]) -> Database:
    """Return an empty PostgreSQL database with the tables."""
    cleaner()
    return shared_database


@pytest.fixture
def fake_store() -> FakeStore:
    """Return an empty store in memory."""
    return FakeStore(list_size=LIST_SIZE)


@pytest.fixture(params=[SQLITE, POSTGRES])
def database(request: pytest.FixtureRequest) -> Database:
    """Return each real database in turn, with a body on record."""
    made: Database = request.getfixturevalue(f"{request.param}_store")
    with made.writing() as unit:
        unit.bodies.found(BODY, AT)
    return made


@pytest.fixture(params=["fake", SQLITE, POSTGRES])
def bare_store(request: pytest.FixtureRequest) -> Any:
    """Return each kind of store in turn, with nothing on record."""
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture
def store(bare_store: Any) -> Any:
    """Return each kind of store in turn, with a body on record."""
    with bare_store.writing() as unit:
        unit.bodies.found(BODY, AT)
    return bare_store


@pytest.fixture
def ledger(store: Any) -> Any:
    """Return the ledger over the store."""
    return FakeLedger(store) if isinstance(store, FakeStore) else SqlLedger(store)
