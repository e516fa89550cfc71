"""Whom a verifier may be told to believe: addresses that a token can have, each once."""

from __future__ import annotations

import pytest

from tests.core.making import ISSUER, NOON, make_issuer
from verifier.trust import PinnedTrust, Trust, is_address


@pytest.mark.parametrize(
    "url",
    [
        ISSUER,
        "https://a",
        "https://xn--bcher-kva.example",
        "https://cert.example.org:8443",
        "http://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://localhost:8000",
        "http://[::1]:8000",
    ],
)
def test_addresses(url):
    """A host by https, with a port or none, or http on loopback."""
    assert is_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "cert.example.org",
        ISSUER + "/",
        ISSUER + "/body",
        ISSUER + "?x",
        ISSUER + "#x",
        ISSUER + " ",
        ISSUER + "\n",
        ISSUER + ":",
        ISSUER + ":0",
        ISSUER + ":080",
        ISSUER + ":123456",
        ISSUER + ".",
        "https://-a.example",
        "https://CERT.example.org",
        "https://user@cert.example.org",
        "https://b\u00fccher.example",
        "https://cert\uff0eexample.org",
        "http://cert.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.2",
        "http://localhost.example.org",
        "ftp://127.0.0.1",
        "https://[::1]",
    ],
)
def test_what_is_no_address(url):
    """Anything else, and every other spelling of the same host."""
    assert not is_address(url)


def test_an_issuer_owns_what_is_below_its_address():
    """Types and lists are recognised by whole path segments of the exact address."""
    issuer = make_issuer()
    assert issuer.owns_type(f"{ISSUER}/t/1")
    assert issuer.owns_list(f"{ISSUER}/s/1")
    for url in (ISSUER, f"{ISSUER}/t", f"{ISSUER}/tt/1", f"{ISSUER}.example/t/1", "/t/1"):
        assert not issuer.owns_type(url)
        assert not issuer.owns_list(url.replace("/t", "/s"))
    assert issuer.status_issuer == f"{ISSUER}/status"


def test_trust_is_found_by_address():
    """What was put in is found by its exact address, and nothing else."""
    issuer = make_issuer(keys_as_of=NOON)
    trust = Trust([issuer])
    assert trust.find(ISSUER) is issuer
    assert trust.find(ISSUER + "/") is None
    assert trust.issuers == (issuer,)
    assert PinnedTrust(trust).current() is trust
