"""Settings by their outside names, and the world of a verifier that stands alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.factories import HOST, ISSUER, NOON, FakeBody, make_settings
from tests.web.verifier.clients import SiteClient
from verifier.settings import Role, VerifierSettings, WrongSettingsError, load_settings
from verifier.trust import Trust
from verifier.trust_file import TrustFile, format_trust
from verifier.web.app import create_app
from verifier.wiring import hosts_of, make_verifier_world

Export = Callable[[str, str], None]


@pytest.fixture
def export() -> Iterator[Export]:
    """Return a way to set variables of the environment until the test ends."""
    before = dict(os.environ)
    yield os.environ.__setitem__
    os.environ.clear()
    os.environ.update(before)


def test_settings_are_read_from_the_environment(export: Export) -> None:
    """Each setting has the prefix; hosts are separated by commas, in any case."""
    export("PROBATUM_ROLE", "verifier")
    export("PROBATUM_HOSTS", "Verify.Example, verify.example:8443,")
    export("PROBATUM_REDIS_URL", "redis://:secret@10.0.0.1")
    settings = load_settings(VerifierSettings)
    assert settings.role is Role.VERIFIER
    assert settings.hosts == ("verify.example", "verify.example:8443")
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROBATUM_ROLE", "admin-of-everything"),
        ("PROBATUM_TRUSTED_PROXIES", "-1"),
        ("PROBATUM_METRICS_PUBLIC", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named(export: Export, name: str, value: str) -> None:
    """The start stops with the setting's own name, and without its value."""
    export(name, value)
    with pytest.raises(WrongSettingsError, match=name) as caught:
        load_settings(VerifierSettings)
    assert value not in str(caught.value)


def trust_file(folder: Path, body: FakeBody) -> Path:
    """Write the trust file of a verifier that believes `body`, with its list."""
    uri = f"{body.url}/s/1"
    file = TrustFile(Trust([body.trusted]), {uri: body.fetch(uri)})
    path = folder / "trust.toml"
    path.write_text(format_trust(file), "utf-8")
    return path


def test_a_verifier_alone_has_no_ledger_and_needs_none(tmp_path: Path) -> None:
    """From a trust file and its name, a verifier stands: it knows its issuer, and has its form."""
    body = FakeBody()
    settings = make_settings(trust_file=trust_file(tmp_path, body), hosts=(HOST,))
    world = make_verifier_world(settings, clock=lambda: NOON)
    assert [issuer.url for issuer in world.trust.current().issuers] == [ISSUER]
    client = SiteClient(create_app(world))
    assert client.get("/v").status_code == 200
    assert client.get("/readyz").status_code == 200
    # A number needs a ledger, which is the issuer's: nobody can say.
    response = client.post("/api/v1/verify", json={"text": "BTX-7K3M-9QP5"})
    assert response.json is not None
    assert response.json["reason"] == "status_unavailable"


def test_what_is_missing_stops_the_start(tmp_path: Path) -> None:
    """Without trust, or a name, or a file that can be read, there is no verifier."""
    path = trust_file(tmp_path, FakeBody())
    broken = tmp_path / "broken.toml"
    broken.write_text("format =", "utf-8")
    for settings, name in (
        (make_settings(hosts=(HOST,)), "PROBATUM_TRUST_FILE"),
        (make_settings(trust_file=path), "PROBATUM_HOSTS"),
        (make_settings(trust_file=tmp_path / "none", hosts=(HOST,)), "PROBATUM_TRUST_FILE"),
        (make_settings(trust_file=broken, hosts=(HOST,)), "PROBATUM_TRUST_FILE"),
    ):
        with pytest.raises(WrongSettingsError, match=name):
            make_verifier_world(settings)


def test_hosts_of_an_issuer() -> None:
    """An issuer answers to its own name and those set; on loopback, to every spelling of it."""
    assert hosts_of("https://Cert.example.org", ()) == {"cert.example.org"}
    assert hosts_of("https://cert.example.org", ("x:1",)) == {"cert.example.org", "x:1"}
    assert hosts_of("http://127.0.0.1:8000", ()) == {
        "127.0.0.1:8000",
        "localhost:8000",
        "[::1]:8000",
    }
