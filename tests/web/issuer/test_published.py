"""What is published as files: all that verifying needs, and nothing of anybody."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.errors import KeyUnavailableError
from issuer.web.published import published_files
from tests.web.issuer.conftest import MakeSite, Site, named
from verifier.published_folder import MARKER, FolderRefusedError, write_folder
from verifier.status_list import Status
from verifier.status_token import parse_status_list
from verifier.trust_file import parse_trust

NAME = "Dr Zephyrine Example-Unmistakable"
NATIVE = "زفيرين"
DATA = {
    ".well-known/jwks.json": "/.well-known/jwks.json",
    ".well-known/jwt-vc-issuer/index.html": "/.well-known/jwt-vc-issuer",
    ".well-known/jwt-vc-issuer/status": "/.well-known/jwt-vc-issuer/status",
    "s/1": "/s/1",
    "t/1": "/t/1",
    "t/2": "/t/2",
}


def publish(site: Site, folder: Path, *, has_site: bool = False) -> dict[str, bytes]:
    """Publish, and return every file that is then in the folder."""
    write_folder(published_files(site.world, has_site=has_site), folder)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in the files of a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_files_are_what_the_site_serves(site: Site, tmp_path: Path) -> None:
    """Keys, types and lists to the byte; the trust file believes the issuer, with its lists."""
    site.issue()
    files = publish(site, tmp_path / "out")
    for name, path in DATA.items():
        assert files[name] == site.client().get(path).data, path
    trust = parse_trust(files[".well-known/probatum-trust"])
    assert [issuer.url for issuer in trust.trust.issuers] == ["https://cert.example.org"]
    assert list(trust.lists) == ["https://cert.example.org/s/1"]
    expected = {*DATA, MARKER, ".well-known/probatum-trust", "404.html", "index.html", "sw.js"}
    rest = {name for name in set(files) - expected if not name.startswith("static/")}
    assert rest == {"V/index.html"} | {f"v/{x}index.html" for x in ("", "en/", "es/", "ar/")}


def test_nothing_is_about_a_person_and_no_key_is_private(site: Site, tmp_path: Path) -> None:
    """No name, number, reference, attempt or private member, in whatever spelling a file has."""
    native = {"native_name": NATIVE, "native_language": "ar"}
    candidate = {**named(NAME, "C-personal-77"), **native}
    number = site.issue(attempt="A-personal-88", candidate=candidate)
    with site.world.database.reading() as unit:
        (record,) = unit.credentials.of([number])[number]
    assert record.token is not None
    for has_site in (False, True):
        everything = b"\n".join(publish(site, tmp_path / "out", has_site=has_site).values())
        everything += b"\n".join(map(str.encode, contents(tmp_path / "out")))
        told = everything.decode() + json.dumps(everything.decode())
        for secret in (NAME, NATIVE, number, "C-personal-77", "A-personal-88", record.token):
            assert secret not in told
            assert json.dumps(secret)[1:-1] not in told
        assert "Unmistakable" not in told
        assert not re.search(r'"d"\s*:', told)
        assert "PRIVATE KEY" not in told


def test_publishing_again_changes_what_changed(site: Site, tmp_path: Path) -> None:
    """A withdrawal is in the next list; what stayed as it was is not touched."""
    number, folder = site.issue(), tmp_path / "out"
    publish(site, folder)
    before = (folder / "t/1").stat()
    site.act(number, "revoke", "licence-lost")
    site.clock.advance(timedelta(seconds=10))
    files = publish(site, folder)
    issuer = site.world.trust.current().issuers[0]
    told = parse_status_list(files["s/1"].decode(), issuer=issuer, uri=f"{issuer.url}/s/1")
    with site.world.database.reading() as unit:
        (record,) = unit.credentials.of([number])[number]
    assert told.bits[record.index] is Status.REVOKED
    assert (folder / "t/1").stat().st_mtime_ns == before.st_mtime_ns


def test_a_list_that_hides_a_change_is_not_published(site: Site, tmp_path: Path) -> None:
    """Without the key that signs lists nothing is written: what is there stays."""
    number, folder = site.issue(), tmp_path / "out"
    before = publish(site, folder)
    for path in site.world.settings.key_folder.glob("*.pem"):
        path.unlink()
    assert site.act(number, "revoke", "licence-lost").status_code == 200
    with pytest.raises(KeyUnavailableError):
        publish(site, folder)
    assert contents(folder) == before


def test_the_page_carries_what_no_header_will(site: Site, tmp_path: Path) -> None:
    """Policy, referrer and robots stand in it, before anything is loaded."""
    page = publish(site, tmp_path / "out")["v/index.html"].decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy.start() < page.index("<script")
    assert "default-src &#39;none&#39;" in policy[1]
    assert "https://cert.example.org/s/" in policy[1]
    assert "unsafe" not in policy[1]
    assert '<meta name="referrer" content="no-referrer">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Content-Security-Policy" not in site.client().get("/v").text


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_language_has_its_page(site: Site, tmp_path: Path, language: str) -> None:
    """Each says what it is in, and leads to the others by an address alone."""
    page = publish(site, tmp_path / "out")[f"v/{language}/index.html"].decode()
    assert f'<html lang="{language}"' in page
    assert "/v?lang=" not in page
    for other in {"en", "es", "ar"} - {language}:
        assert f'href="/v/{other}"' in page


def test_a_file_server_s_page_has_no_ledger(site: Site, tmp_path: Path) -> None:
    """Unless the site is said to be behind it."""
    for has_site in (False, True):
        page = publish(site, tmp_path / "out", has_site=has_site)["v/index.html"].decode()
        known = re.search(r'<script type="application/json" id="known">(.+?)</script>', page)
        assert known is not None
        (issuer,) = json.loads(known[1])["trust"]["issuers"]
        assert issuer["ledger"] is has_site
        assert ("<form" in page) is has_site


def test_files_are_for_another_to_read(make_site: MakeSite, tmp_path: Path) -> None:
    """Whatever the mask of whoever publishes: the file server is somebody else."""
    before = os.umask(0o077)
    try:
        publish(make_site(), tmp_path / "out")
    finally:
        os.umask(before)
    for path in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_the_folder_of_something_else_is_refused(site: Site, tmp_path: Path) -> None:
    """Not a byte is written where other things are."""
    (tmp_path / "holiday.jpg").write_bytes(b"sun")
    with pytest.raises(FolderRefusedError, match="other things"):
        publish(site, tmp_path)
    assert contents(tmp_path).keys() - {"home/probatum.sqlite3"} >= {"holiday.jpg"}
    assert not (tmp_path / "v").exists()
