"""`probatum keys compromise`, `resign` and `untold`: what is printed, and what is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.cli import compromise
from issuer.credentials import resigning
from tests.cli.conftest import Home


@pytest.fixture
def at_once(monkeypatch):
    """Let every worker know a new key as soon as it is on record: there is one here."""
    for module in (compromise, resigning):
        monkeypatch.setattr(module, "SETTLES", timedelta())


def signing(home: Home, purpose: str) -> str:
    keys = home.json("keys", "list")
    return next(k["kid"] for k in keys if (k["purpose"], k["state"]) == (purpose, "signing"))


@pytest.mark.usefixtures("at_once")
def test_one_command_from_the_theft_to_the_last_paper(home: Home) -> None:
    """The key is out of use, papers are signed anew, and whom no letter reached is told."""
    report, kid = home.issue(), signing(home, "credential")
    number = report["number"]
    told = home.done("keys", "compromise", kid, "--why", "a disk is gone")
    new = signing(home, "credential")
    assert new != kid
    for line in (
        f"{kid} is compromised: it signs nothing more.",
        f"{new} signs in its place.",
        "1 status list says so.",
        "Issuing is stopped. Two people open it again: probatum resume",
        "1 certificate was signed anew.",
        "1 holder left no address: probatum keys untold",
    ):
        assert line in told.splitlines()
    assert [each["number"] for each in home.json("keys", "untold")] == [number]
    assert "0 certificates were signed anew." in home.done("keys", "resign")
    assert "0 dead intentions" in home.done("duties")
    assert home.json("verify", number)["reason"] == "valid"
    home.done("check")


@pytest.mark.usefixtures("at_once")
def test_later_is_later_and_duties_do_it_too(home: Home) -> None:
    """What was put off is done by the next duties."""
    home.issue()
    told = home.done(
        *("keys", "compromise", signing(home, "credential"), "--later"),
        *("--why", "gone", "--at", "2026-01-01T00:00:00Z"),
    )
    assert "1 certificate is to be signed anew: probatum keys resign" in told
    assert "1 certificate was signed anew." in home.done("duties")
    assert "signed anew" not in home.done("duties")


def test_what_cannot_be_is_one_line(home: Home) -> None:
    """No such key, a moment to come, and the same key twice."""
    kid = signing(home, "status")
    assert "Issuing" not in home.done("keys", "compromise", kid, "--why", "gone")
    for arguments, code in (
        (("AAAAAA",), "unknown_key"),
        ((signing(home, "credential"), "--at", "2999-01-01"), "key_refused"),
        ((kid,), "key_refused"),
    ):
        result = home.run("keys", "compromise", *arguments, "--why", "gone")
        assert (result.exit_code, result.stderr.partition(":")[0]) == (1, code)
