"""Databases that tests of faults break: a file, and a schema behind a way that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.settings import IssuerSettings
from tests.faults.proxy import Proxy
from tests.faults.sites import make_home
from tests.store.conftest import cleaner, postgres_url, schema, server  # noqa: F401 - fixtures


@pytest.fixture
def settings(tmp_path: Path) -> IssuerSettings:
    """Return the settings of an issuer on SQLite."""
    return make_home(tmp_path / "home", journal=True)


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:  # noqa: F811 - the fixture imported
    """Return the way to the server."""
    assert ":5432/" in server
    with Proxy() as made:
        yield made


@pytest.fixture
def far(tmp_path: Path, postgres_url: str, proxy: Proxy) -> IssuerSettings:  # noqa: F811
    """Return the settings of an issuer whose database is behind the way that can be cut."""
    url = postgres_url.replace(":5432/", f":{proxy.port}/")
    return make_home(tmp_path / "home", f"{url}&application_name=faults_{proxy.port}")
