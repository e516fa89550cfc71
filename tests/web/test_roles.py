"""docs/roles.md tells what each role answers; the apps are asked whether it is true."""

from __future__ import annotations

import re
from pathlib import Path

from bench.world import found_world
from issuer.web.app import create_app as create_issuer_app
from tests.factories import make_world
from verifier.web.app import create_app as create_verifier_app

TABLE = Path(__file__).parents[2] / "docs" / "roles.md"
_ROW = re.compile(
    r"^\| `(?P<route>[^`]+)` \| (?P<issuer>yes|no) \| (?P<verifier>yes|no) \|", re.MULTILINE
)


def told(role: str) -> set[str]:
    """Return the routes that the table gives to `role`."""
    return {row["route"] for row in _ROW.finditer(TABLE.read_text()) if row[role] == "yes"}


def test_the_issuer_answers_what_the_table_says(tmp_path):
    """Every route of the issuer's app is in the table, and no other."""
    app = create_issuer_app(found_world(tmp_path / "home"))
    assert {rule.rule for rule in app.url_map.iter_rules()} == told("issuer")


def test_the_verifier_alone_answers_what_the_table_says():
    """Every route of the verifier's app is in the table, and no other."""
    app = create_verifier_app(make_world(has_ledger=False))
    assert {rule.rule for rule in app.url_map.iter_rules()} == told("verifier")
