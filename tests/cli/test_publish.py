"""`probatum publish DIR`: files for any file server, or a refusal in one line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Home
from verifier.clock import utc_now


def test_it_publishes_and_says_until_when(home: Home, tmp_path: Path) -> None:
    """The second time little changes; both tell before when to run again."""
    folder = tmp_path / "site"
    home.issue()
    first = home.json("publish", folder)
    again = home.json("publish", folder)
    assert first["changed"] == first["files"] == again["files"]
    assert again["changed"] < first["changed"]
    until = datetime.fromisoformat(again["publish_again_before"])
    assert timedelta(hours=23, minutes=50) < until - utc_now() <= timedelta(hours=24)
    assert (folder / "v/index.html").read_bytes().startswith(b"<!doctype html>")


def test_what_it_published_is_enough_to_verify_offline(home: Home, tmp_path: Path) -> None:
    """The published trust file judges the certificate, with nobody asked."""
    issued = home.issue()
    home.done("publish", tmp_path / "site")
    trust = tmp_path / "site/.well-known/probatum-trust"
    told = home.done("verify", issued["token"], "--offline", "--trust", trust)
    assert told.startswith("Valid today")


def test_a_folder_of_something_else_is_refused(home: Home, tmp_path: Path) -> None:
    """In one line, with exit code 1; nothing is written."""
    (tmp_path / "other.txt").write_text("theirs")
    result = home.run("publish", tmp_path)
    assert result.exit_code == 1
    assert "holds other things" in result.stderr
    assert not (tmp_path / "v").exists()


def test_without_the_key_nothing_is_published(home: Home, tmp_path: Path) -> None:
    """A list that hides a withdrawal is not written; the cron line tells somebody."""
    issued = home.issue()
    for path in (home.path / "keys").glob("*.pem"):
        path.rename(path.with_suffix(".lost"))
    home.done("revoke", issued["number"], "--reason", "licence-lost")
    result = home.run("publish", tmp_path / "site")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("key_unavailable: ")
    assert not (tmp_path / "site").exists()


def test_the_issuer_reads_its_fingerprints_out(home: Home) -> None:
    """`keys` and `trust list` tell the same, so that two people can compare them."""
    keys = {key["kid"]: key["fingerprint"] for key in home.json("keys")}
    path = home.path / "trust.toml"
    path.write_text(home.done("trust"))
    (issuer,) = home.json("trust", "list", "--file", path)
    assert {key["kid"]: key["fingerprint"] for key in issuer["keys"]} == keys
