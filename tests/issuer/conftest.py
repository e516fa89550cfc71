"""Issuers over the store in memory and over SQLite; over PostgreSQL where that may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from issuer.certificate.pdf import Typesetter
from issuer.store.database import Database
from issuer.wiring import TEMPLATES
from tests.fakes.store import FakeStore
from tests.issuer.board import LIST_SIZE, Board, make_board
from tests.issuer.road import Road, make_road
from tests.store.conftest import (  # noqa: F401 - fixtures
    POSTGRES,
    SQLITE,
    cleaner,
    migrated_file,
    postgres_url,
    schema,
    server,
    sqlite_url,
)

MakeBoard = Callable[..., Board]


@pytest.fixture
def open_store(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Any]]:
    """Return what opens an empty store of a kind: fake, sqlite, postgres."""
    opened: list[Database] = []

    def open_one(kind: str) -> Any:
        if kind == "fake":
            return FakeStore(list_size=LIST_SIZE)
        url = request.getfixturevalue(f"{kind}_url")
        opened.append(Database(url, list_size=LIST_SIZE))
        return opened[-1]

    yield open_one
    for made in opened:
        made.dispose()


@pytest.fixture(params=["fake", SQLITE])
def make(
    request: pytest.FixtureRequest, open_store: Callable[[str], Any], tmp_path: Path
) -> MakeBoard:
    """Return what founds an issuer, over each of two kinds of store in turn."""
    store = open_store(request.param)
    return lambda **options: make_board(store, tmp_path / "keys", **options)


@pytest.fixture
def board(make: MakeBoard) -> Board:
    """Return an issuer, over each of two kinds of store in turn."""
    return make()


@pytest.fixture
def fake_board(tmp_path: Path) -> Board:
    """Return an issuer over the store in memory."""
    return make_board(FakeStore(list_size=LIST_SIZE), tmp_path / "keys")


@pytest.fixture(params=[SQLITE, POSTGRES])
def sql_board(
    request: pytest.FixtureRequest, open_store: Callable[[str], Any], tmp_path: Path
) -> Board:
    """Return an issuer over each real database in turn."""
    return make_board(open_store(request.param), tmp_path / "keys")


@pytest.fixture(scope="session")
def undrawable() -> Callable[[str], str | None]:
    """Return what a certificate's fonts say of a text."""
    return Typesetter(TEMPLATES / "certificate").undrawable


@pytest.fixture(params=[SQLITE, POSTGRES])
def road(
    request: pytest.FixtureRequest,
    open_store: Callable[[str], Any],
    tmp_path: Path,
    undrawable: Callable[[str], str | None],
) -> Road:
    """Return the road from applicant to decision over each real database in turn."""
    board = make_board(open_store(request.param), tmp_path / "keys")
    return make_road(board, undrawable)
