"""How the database is spoken to."""

from __future__ import annotations

import pytest

from issuer.store.engine import make_engine

HERE = [
    "postgresql://u@127.0.0.1/p",
    "postgresql://u@localhost:5433/p",
    "postgresql://u@[::1]/p",
    "postgresql:///p",
    "postgresql:///p?host=/run/postgresql",
]


def sslmode_of(url):
    """Return what the driver is told about TLS."""
    engine = make_engine(url)
    _, told = engine.dialect.create_connect_args(engine.url)
    return told.get("sslmode")


@pytest.mark.parametrize("url", HERE)
def test_a_server_on_this_machine_needs_no_tls(url, monkeypatch):
    """A socket or loopback leaves nothing on a network."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert sslmode_of(url) is None


@pytest.mark.parametrize(
    "url",
    ["postgresql://u@db.example.org/p", "postgresql://u@10.0.0.7/p", "postgresql:///p?host=db"],
)
def test_another_machine_is_spoken_to_in_tls(url, monkeypatch):
    """Unless its address, or the environment, says how: then that holds."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert sslmode_of(url) == "require"
    more = "&" if "?" in url else "?"
    assert sslmode_of(f"{url}{more}sslmode=verify-full") == "verify-full"
    assert sslmode_of(f"{url}{more}sslmode=disable") == "disable"
    monkeypatch.setenv("PGSSLMODE", "verify-ca")
    assert sslmode_of(url) is None
