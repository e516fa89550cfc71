"""docs/schemes.md: its pieces make a scheme, and it speaks of everything a scheme can say."""

import re
from typing import get_args

import pytest

from issuer.certification.case_log import CaseLog
from issuer.certification.certificate_rules import (
    Appeals,
    Impartiality,
    Recertification,
    Transition,
)
from issuer.certification.examinations import (
    ExamForm,
    PracticalRule,
    Retakes,
    Section,
    Station,
    WrittenRule,
)
from issuer.certification.public_words import Register, ScopeWords, Translation
from issuer.certification.requirements import Coverage, Requirement, Stage, Variety
from issuer.certification.scheme import Module, SchemeFile, Scope
from issuer.certification.scheme_file import parse_scheme
from issuer.certification.scheme_words import asked
from tests.source import ROOT

PAGE = (ROOT / "docs" / "schemes.md").read_text("utf-8")
KINDS = get_args(Requirement)
MODELS = [
    *(SchemeFile, Scope, Module, CaseLog, Coverage, Variety),
    *(WrittenRule, Section, ExamForm, Retakes, PracticalRule, Station),
    *(Transition, Recertification, Appeals, Impartiality),
    *(Register, Translation, ScopeWords),
]


@pytest.fixture(scope="module")
def scheme():
    """All pieces of TOML on the page, one after another, as one file."""
    pieces = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(pieces) > 5
    return parse_scheme("\n".join(pieces).encode())


def test_the_pieces_are_a_scheme(scheme):
    """The page's examples, read together, are a scheme that keeps dossiers."""
    assert scheme.id == "ear-1"
    assert scheme.keeps_dossiers
    assert scheme.written.forms
    assert scheme.practical.is_scored_here


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.__name__)
def test_every_kind_has_an_example(scheme, kind):
    """Each kind of requirement is shown by an example, and can be told in words."""
    (shown, *_) = [each for each in scheme.requirements if isinstance(each, kind)]
    assert all(asked(shown))


@pytest.mark.parametrize("model", [*MODELS, *KINDS], ids=lambda each: each.__name__)
def test_every_member_is_named(model):
    """Whatever a scheme may say, the page speaks of it."""
    missing = [name for name in model.model_fields if not re.search(rf"\b{name}\b", PAGE)]
    assert missing == []


def test_every_stage_is_explained():
    """Each stage has its line."""
    for stage in Stage:
        assert f"| `{stage}` |" in PAGE


def test_every_file_it_points_to_is_there():
    """The page's links and paths lead somewhere."""
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    paths = re.findall(r"`(tests/[\w/.]+)`", PAGE)
    assert links
    assert paths
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
    assert [path for path in paths if not (ROOT / path).exists()] == []
