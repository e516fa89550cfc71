"""Sites to attack, and what watches them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.store.migrate import migrate
from tests.attacks.canary import Canary, listening
from tests.attacks.serving import Served, serve
from tests.attacks.watch import Watch
from tests.attacks.world import Site, make_site
from verifier.web.http.logs import configure_logs


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the tables, to copy."""
    path = tmp_path_factory.mktemp("attacks") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """Return a listener that nobody has a reason to call."""
    with listening() as made:
        yield made


@pytest.fixture(scope="session")
def sqlite_server(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a running server on SQLite."""
    with serve(tmp_path_factory.mktemp("served"), tables) as made:
        yield made


@pytest.fixture(scope="module")
def site(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site for the tests of one file, each of which leaves it as it was."""
    made = make_site(tmp_path_factory.mktemp("site") / "home", tables)
    yield made
    made.world.database.dispose()


@pytest.fixture
def own_site(tables: Path, tmp_path: Path) -> Iterator[Site]:
    """Return a site for one test alone, which may change it."""
    made = make_site(tmp_path / "home", tables)
    yield made
    made.world.database.dispose()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what is logged, and put the process's logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def watch(site: Site, canary: Canary, log: io.StringIO) -> Iterator[Watch]:
    """Return what watches the shared site."""
    made = Watch(site, canary, log)
    yield made
    made.close()
