"""Every test that a page about security names is there: a promise without one is none."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.source import ROOT

PAGES = [ROOT / "docs" / "threat-model.md", ROOT / "docs" / "asvs.md"]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def named_tests(path: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text()))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page) -> None:
    named = _NAMED.findall(page.read_text())
    assert len(named) > 20
    assert not [f"{path}::{name}" for path, name in named if name not in named_tests(path)]


def test_every_threat_has_a_test() -> None:
    rows = re.findall(r"^\| \*\*[A-Z]\d+\*\* .*$", PAGES[0].read_text(), re.MULTILINE)
    assert len(rows) > 25
    assert not [row for row in rows if not _NAMED.search(row)]
