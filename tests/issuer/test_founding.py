"""A body is founded once, at an address and in a time zone that can be kept to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.body.found import found
from issuer.errors import AlreadyFoundedError, SettingsError
from keys.file_vault import FileVault
from keys.files import read_private_key
from keys.keyring import Purpose
from tests.fakes.store import FakeStore
from tests.issuer.board import BODY, NOON, make_board


@pytest.fixture
def bare(open_store):
    return open_store("fake")


def try_to_found(store, folder, **changes):
    found(store, replace(BODY, **changes), vault=FileVault(folder), at=NOON)


@pytest.mark.parametrize(
    "url",
    [
        "https://cert.example.org",
        "https://cert.example.org:8443",
        "https://192.0.2.1",
        "https://" + "a" * 48 + ".org",
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:8000",
        "https://localhost:1",
        "http://localhost:65535",
    ],
)
def test_an_address(bare, tmp_path, url):
    """Host and port, https but for loopback."""
    try_to_found(bare, tmp_path, url=url)
    with bare.reading() as unit:
        assert unit.bodies.get().url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cert.example.org",
        "https://",
        "http://cert.example.org",
        "https://cert.example.org/",
        "https://cert.example.org/certificates",
        "https://cert.example.org?x",
        "https://cert.example.org#x",
        "https://user@cert.example.org",
        "https://Cert.example.org",
        "HTTPS://cert.example.org",
        "https://cert.example.org:443",
        "http://localhost:80",
        "https://cert.example.org:0443",
        "https://cert.example.org:65536",
        "https://cert.example.org:",
        "https://cert..example.org",
        "https://-cert.example.org",
        "https://cert.example.org.",
        "https://cert.example.org\n",
        "https://zertifikate.österreich.example",
        "https://" + "a" * 49 + ".org",
        "ftp://cert.example.org",
        "https://[::2]",
        "http://127.0.0.1.example.org",
    ],
)
def test_no_address(bare, tmp_path, url):
    """Tokens bind it for ever: what has two spellings, or is too long to print, is refused."""
    with pytest.raises(SettingsError, match="PROBATUM_URL must"):
        try_to_found(bare, tmp_path / "keys", url=url)
    assert not (tmp_path / "keys").exists()
    with bare.reading() as unit:
        assert unit.bodies.get() is None


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "europe/vienna!", "../UTC", "Europe", "/etc"])
def test_no_time_zone(bare, tmp_path, zone):
    """Certificates end with a day somewhere: an unknown place is refused before there is a body."""
    with pytest.raises(SettingsError, match="time zone"):
        try_to_found(bare, tmp_path, time_zone=zone)
    with bare.reading() as unit:
        assert unit.bodies.get() is None


def test_once(board):
    """A second founding is refused; keys and record stay as they are."""
    files, before = sorted(board.key_folder.iterdir()), board.everything()
    with pytest.raises(AlreadyFoundedError):
        try_to_found(board.store, board.key_folder)
    assert sorted(board.key_folder.iterdir()) == files
    assert board.everything() == before


def test_every_published_key_can_sign(tmp_path):
    """One key for each purpose: the private half is in its file, the public one on record."""
    board = make_board(FakeStore(list_size=1024), tmp_path / "keys")
    keyring = list(board.trust.current().issuers[0].keyring)
    assert [key.purpose for key in keyring] == [Purpose.CREDENTIAL, Purpose.STATUS]
    for key in keyring:
        private = read_private_key(tmp_path / "keys" / f"{key.kid}.pem")
        assert private.public_key() == key.key
    assert board.told()[:3] == ["body.founded", "key.added", "key.added"]
