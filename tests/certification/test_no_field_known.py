"""The program knows no field of work: what a scheme is about stands in its file alone."""

import re

import pytest

from issuer.certification.scheme import DecisionMode
from issuer.certification.scheme_file import parse_scheme
from tests.source import PACKAGES, ROOT

WORDS = re.compile(
    r"botul|botox|toxin|glabell|canthal|forehead|wrinkle|fitzpatrick|ptosis|anaphylaxis"
    r"|\binject(?:s|ed|or|ors|able|ables)\b|(?<!formula )(?<!formula-)\binjections?\b",
    re.IGNORECASE,
)
KINDS = {".py", ".html", ".typ", ".js", ".mjs", ".css", ".json", ".toml", ".txt", ".mako", ".svg"}


def texts():
    """Every text that the program is made of."""
    return [
        path
        for folder in (*PACKAGES, "templates", "migrations")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in KINDS
    ]


def test_nothing_knows_the_example():
    """No word of the example's field is in the program, its templates or its tables."""
    looked_at = texts()
    assert len(looked_at) > 100
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in looked_at
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := WORDS.search(line))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("a Botulinum product", True),
        ("injected twice", True),
        ("the injection", True),
        ("formula injection", False),
        ("formula-injection guard", False),
        ("rejected", False),
    ],
)
def test_the_words_are_found(line, is_told):
    """The search finds what it should, and a spreadsheet's formula injection is not it."""
    assert bool(WORDS.search(line)) is is_told


def test_two_schemes_as_different_as_can_be(schemes, examples):
    """What the one has, the other has not; both are read, and both keep dossiers."""
    food = parse_scheme((schemes / "food-hygiene.toml").read_bytes())
    toxin = parse_scheme((examples / "botulinum-toxin.toml").read_bytes())
    assert food.keeps_dossiers
    assert toxin.keeps_dossiers
    assert (food.decision, toxin.decision) == (DecisionMode.RULE, DecisionMode.PERSON)
    assert {each.kind for each in food.requirements} == {"identity", "declaration"}
    assert {each.kind for each in toxin.requirements} >= {"licence", "training", "cases"}
    assert (food.practical, food.case_log, food.modules, food.regions) == (None, None, (), {})
    assert not set(food.professions) & set(toxin.professions)
    assert len(toxin.practical.stations) == 8
    assert all(len(station.items) == 6 for station in toxin.practical.stations)
