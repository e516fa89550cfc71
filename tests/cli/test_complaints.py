"""`probatum complaints`: listed, shown with who may not, given to somebody not involved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.complaints.complaint import Concern
from issuer.complaints.report import Report
from issuer.settings import IssuerSettings
from issuer.wiring import make_world
from tests.cli.conftest import URL, Home

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
FREE, NAMED = "Rosa Example-Free", "Otto Example-Named"


@pytest.fixture
def case(home: Home) -> str:
    """Return a case in which one of two officers is named."""
    world = make_world(IssuerSettings(home=home.path, url=URL))
    with world.database.writing() as unit:
        for name in (FREE, NAMED):
            unit.officers.add(Officer(name, frozenset({Role.DECISION_MAKER})), AT)
    report = Report(Concern.CONDUCT, f"{NAMED} was rude.", contact="pat@example.org")
    made = world.complaints.receiving.receive(report, at=AT)
    world.database.dispose()
    return made.complaint.id


def test_a_case_is_found_and_given(home: Home, case: str) -> None:
    """New until somebody has it; whoever is named cannot; what is strange is refused in a line."""
    (listed,) = home.json("complaints", "list", "--view", "new")
    assert (listed["case"], listed["concern"], listed["assigned"]) == (case, "conduct", None)
    shown = home.json("complaints", "show", case)
    assert shown["involved"] == {NAMED: "is named in it"}
    assert shown["may_decide"] == [FREE]
    assert "pat@example.org" not in str(shown)
    refused = home.run("complaints", "assign", case, NAMED)
    assert (refused.exit_code, "is named in it" in refused.output) == (1, True)
    assert home.json("complaints", "assign", case, FREE)["assigned"] == FREE
    assert home.json("complaints", "list", "--view", "new") == []
    assert home.run("complaints", "show", "C-2026-00000000").exit_code == 1
