"""docs/asvs.md: each row of levels 1 and 2 once, with a test, a page or a reason; no old figure."""

from __future__ import annotations

import re
from collections import Counter

from tests.source import ROOT

PAGE = ROOT / "docs" / "asvs.md"
ROWS = (ROOT / "tests" / "asvs_rows.txt").read_text().split()  # of levels 1 and 2 of ASVS 5.0.0
_ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+)( \(L3\))? \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)
_FIGURE = re.compile(r"^\| (.+?) \| (\d+) \|$", re.MULTILINE)
_TEST = re.compile(r"`tests/[\w/]+\.py::\w+`")
_LINK = re.compile(r"\]\(([\w./-]+)\)")
FIGURES = {
    "held, with a test": "held",
    "written, where a row asks for a page": "written",
    "do not apply": "no matter",
    "**not held**, or not to the letter": "not held",
}


def kind_of(here: str, tests: str) -> str:
    """Return what a row says of itself: in which of four ways it is answered."""
    if here.startswith("**Not held**"):
        return "not held"
    if here.startswith("Does not apply") and tests == "-":
        return "no matter"
    if here.startswith("Written: ") and _LINK.search(here):
        return "written"
    return "held" if _TEST.search(tests) else "nothing"


def test_every_row_is_there_once_and_is_answered() -> None:
    """Of level 3 those that have something to say: with a test, or a page."""
    found = _ROW.findall(PAGE.read_text())
    rows = [number for number, level, *_ in found if not level]
    assert len(ROWS) == len(set(ROWS)) == 253
    assert Counter(rows) == Counter(ROWS)
    assert rows == sorted(rows, key=lambda row: [int(part) for part in row.split(".")])
    kinds = {number: kind_of(here, tests) for number, _, _, here, tests in found}
    assert [number for number, kind in kinds.items() if kind == "nothing"] == []
    assert len(re.findall(r"^\| \d", PAGE.read_text(), re.MULTILINE)) == len(found)


def test_the_figures_on_top_are_those_of_the_rows() -> None:
    text = PAGE.read_text()
    kinds = Counter(
        kind_of(here, tests) for _, level, _, here, tests in _ROW.findall(text) if not level
    )
    told = {name: int(figure) for name, figure in _FIGURE.findall(text)}
    assert {name: told[name] for name in FIGURES} == {
        name: kinds[kind] for name, kind in FIGURES.items()
    }
    assert told["all of levels 1 and 2"] == kinds.total()


def test_subjects_are_short_and_pages_are_there() -> None:
    """The standard's sentences are its own: ours are at most eight words."""
    text = PAGE.read_text()
    assert [about for _, _, about, *_ in _ROW.findall(text) if len(about.split()) > 8] == []
    linked = {path for path in _LINK.findall(text) if not path.startswith("http")}
    assert [path for path in linked if not (PAGE.parent / path).exists()] == []
