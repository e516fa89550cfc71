"""Changes from the command line: at once, asked of a second person, alone, many, and the stop."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import BY_RULE, Home
from tests.issuer.replacing import TWO_REPLACE

BY_TWO = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-3"')
    + b"""
[[transitions]]
after = ["active", "suspended"]
to = "withdrawn"
second_person = true
reasons = ["licence-lost"]
"""
)
REVOKE = ("--reason", "licence-lost")


@pytest.fixture
def two(home: Home) -> Home:
    """Return a home whose scheme btx-3 wants two people to withdraw."""
    path = home.path.parent / "two.toml"
    path.write_bytes(BY_TWO)
    home.done("scheme", "activate", path)
    return home


def by_another(home: Home) -> None:
    """Let the requests have been made by somebody else: a test runs under one account."""
    file = home.path / "probatum.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE request SET asked_by = 'cli:another'")


def state_of(home: Home, number: str) -> str:
    return str(home.json("show", number)["state"])


def test_asked_and_approved(two: Home) -> None:
    """`revoke` asks; who asked may not approve; another does, and it is withdrawn."""
    number = two.issue(scheme="btx-3")["number"]
    asked = two.json("revoke", number, *REVOKE, "--note", "memo")
    assert (asked["state"], asked["act"], state_of(two, number)) == ("waiting", "revoke", "active")
    (listed,) = two.json("requests")
    assert listed == asked
    refused = two.run("approve", asked["request"])
    assert (refused.exit_code, "who asked may not approve" in refused.stderr) == (1, True)
    by_another(two)
    assert two.json("approve", asked["request"])["done"] == 1
    assert state_of(two, number) == "revoked"
    assert two.json("requests") == []
    assert [each["state"] for each in two.json("requests", "--all")] == ["done"]


def test_declined_and_taken_back(two: Home) -> None:
    """With a reason, by another; without one, by who asked."""
    number = two.issue(scheme="btx-3")["number"]
    first = two.json("revoke", number, *REVOKE)["request"]
    assert two.json("take-back", first)["state"] == "taken_back"
    second = two.json("revoke", number, *REVOKE)["request"]
    by_another(two)
    assert two.run("take-back", second).exit_code == 1
    assert two.json("decline", second, "--why", "wrong person")["why"] == "wrong person"
    assert two.run("approve", second).exit_code == 1
    assert two.run("approve", "REQ-0000-0000").exit_code == 1
    assert state_of(two, number) == "active"


def test_alone_with_the_glass_broken(two: Home) -> None:
    """It is done at once, and the record says that one acted alone."""
    number = two.issue(scheme="btx-3")["number"]
    two.done("revoke", number, *REVOKE, "--break-glass", "nobody can be reached")
    assert state_of(two, number) == "revoked"
    assert "glass.broken" in [each["kind"] for each in two.json("audit")]
    assert two.done("check")


def test_replaced_by_two_or_alone(home: Home) -> None:
    """Where the scheme says so `replace` asks, and another approves; or one breaks the glass."""
    path = home.path.parent / "two.toml"
    path.write_bytes(BY_TWO.split(b"\n[[transitions]]")[0] + TWO_REPLACE)
    home.done("scheme", "activate", path)
    first, second = (home.issue(scheme="btx-3", attempt=f"A-{n}")["number"] for n in (1, 2))
    change = ("--cause", "name-change", "--name", "Dr New Example")
    asked = home.json("replace", first, *change)
    assert (asked["act"], asked["state"]) == ("replace", "waiting")
    assert home.run("approve", asked["request"]).exit_code == 1
    by_another(home)
    assert home.json("approve", asked["request"])["done"] == 1
    newer = home.json("show", first)["successor"]
    assert home.json("show", newer)["name"] == "Dr New Example"
    alone = home.json("replace", second, *change, "--break-glass", "nobody is here")
    assert home.json("show", second)["successor"] == alone["number"]
    assert "glass.broken" in [each["kind"] for each in home.json("audit")]
    assert home.done("check")


def test_many_are_looked_at_first(home: Home) -> None:
    """Without --ask nothing waits; a list may be in any spelling; approved, all are done."""
    numbers = [home.issue(attempt=f"A-{n}")["number"] for n in range(3)]
    listed = home.path.parent / "numbers.txt"
    listed.write_text("\n".join(each.lower() for each in numbers[:2]) + "\nnonsense\n")
    looked = home.json("suspend-many", "--reason", "audit-open", "--file", listed)
    assert (looked["certificates"], home.json("requests")) == (2, [])
    asked = home.json("suspend-many", "--reason", "audit-open", "--file", listed, "--ask")
    by_another(home)
    done = home.json("approve", asked["request"])
    assert (done["state"], done["done"]) == ("done", 2)
    assert [state_of(home, each) for each in numbers] == ["suspended", "suspended", "active"]
    assert home.json("undo", asked["request"])["done"] == 2
    assert state_of(home, numbers[0]) == "active"
    assert home.run("suspend-many", "--reason", "audit-open").exit_code == 1
    assert home.done("check")


def test_replaced(home: Home) -> None:
    """A name is corrected by a newer certificate; both say so."""
    old = home.issue()["number"]
    made = home.json("replace", old, "--cause", "name-change", "--name", "Dr New Example")
    assert home.json("show", old)["successor"] == made["number"]
    assert home.json("show", made["number"])["succeeds"] == old
    assert home.run("replace", old, "--cause", "correction", "--name", "X Y").exit_code == 1
    assert home.run("replace", "BTX-0000-0000", "--cause", "correction").exit_code == 1
    assert home.done("duties")
    assert home.done("check")


def test_stopped_by_one_and_opened_by_two(home: Home) -> None:
    """Nothing is issued between; the older names of the commands still do."""
    home.done("stop", "--why", "a key may have leaked")
    assert home.run("issue", home.result(attempt="A-1")).exit_code == 1
    said = home.done("issuing", "resume")
    request = said.rpartition(" ")[2].strip()
    assert home.run("approve", request).exit_code == 1
    by_another(home)
    home.done("approve", request)
    home.issue(attempt="A-1")
    home.done("issuing", "stop", "--why", "drill")
    home.done("resume", "--break-glass", "the drill is over")
    home.issue(attempt="A-2")
