"""Python's verification and the browser's agree on whatever somebody made of a genuine token."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.core.making import make_jws, payload_with
from tests.vectors.case import Case
from tests.web.verifier_js.asking import differences
from tests.web.verifier_js.conftest import Ask
from tests.web.verifier_js.mutations import mutated_cases
from tests.web.verifier_js.odd_values import odd_names
from verifier.verdict import Reason

SEED = "20261121"
COUNT = 5_000


@pytest.mark.browser
def test_mutations(ask: Ask) -> None:
    """Thousands of changed tokens and lists: verdict, checks, credential and dates are the same."""
    cases = list(mutated_cases(SEED, COUNT))
    answers = ask(cases)
    assert differences(cases, answers) == []
    reasons = Counter(answer["reason"] for answer in answers)
    told = {"altered", "unknown_issuer", "malformed", "revoked", "suspended", "superseded"}
    told |= {"expired", "not_yet_valid", "key_compromised", "status_unavailable", "stale", "clock"}
    assert min(reasons[reason] for reason in told | {"valid"}) >= 10, reasons


@pytest.mark.browser
def test_names(ask: Ask) -> None:
    """Wherever Python's opinion of a name changes from one character to the next, so does the
    browser's: both call the same ones unfit to print."""
    names = odd_names()
    cases = [
        Case(why=ascii(name), reason=Reason.VALID, token=make_jws(payload_with(name=name)))
        for name in names
    ]
    answers = ask(cases)
    assert differences(cases, answers) == []
    assert {answer["reason"] for answer in answers} == {"valid", "malformed"}
    assert len(names) > 150
