"""The verdict: a public vocabulary, one outcome for a reason, and only valid is true."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from keys.jwk import key_id
from tests.core.making import (
    DAY,
    HOUR,
    ISSUER,
    KEY,
    LIST,
    NOON,
    STRANGER,
    World,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    on_record,
    payload_with,
)
from verifier.ledger import Entry
from verifier.status_list import Status
from verifier.verdict import Finding, Outcome, Reason, Step, Verdict, first_told

FORMAT = Path(__file__).parents[2] / "docs" / "format.md"
ROW = re.compile(r"^\| `(\w+)` \| (valid|invalid|undetermined) \|", re.MULTILINE)
NAMED = {LIST: make_list(compromised_keys=[key_id(KEY.public_key())])}


def test_the_vocabulary_is_that_of_the_format():
    """Reasons, their outcomes and their order are those of docs/format.md, section 9."""
    rows = ROW.findall(FORMAT.read_text())
    assert [(reason.value, reason.outcome.value) for reason in Reason] == rows
    assert len(rows) == 16


def test_steps_are_numbered_as_in_the_format():
    """The steps are those of docs/format.md, section 8, in that order."""
    named = re.findall(r"^\d\. \*\*(\w+)\.?\*\*", FORMAT.read_text(), re.MULTILINE)
    assert [step.value for step in Step] == [name.lower() for name in named]


def test_only_valid_is_true():
    """The careless reading, `if verdict:`, is the safe one."""
    assert [reason for reason in Reason if Verdict(reason, NOON)] == [Reason.VALID]
    assert Reason.VALID.outcome is Outcome.VALID


def test_the_first_in_the_order_is_told():
    """Of two reasons the one that stands first is told; without any the answer is valid."""
    for first, second in itertools.combinations(Reason, 2):
        assert first_told({second, first}) is first
    assert first_told(set()) is Reason.VALID


def judge(token, *issuers, at=NOON, **offered):
    return World(*issuers, **offered).verify(token, at=at)


REACHED = {
    Reason.ALTERED: lambda: judge(make_token(key=STRANGER)),
    Reason.UNKNOWN_ISSUER: lambda: judge(make_token(issuer="https://other.example")),
    Reason.MALFORMED: lambda: judge("x"),
    Reason.REVOKED: lambda: judge(make_token(), tokens={LIST: make_list({7: Status.REVOKED})}),
    Reason.SUSPENDED: lambda: judge(make_token(), tokens={LIST: make_list({7: Status.SUSPENDED})}),
    Reason.SUPERSEDED: lambda: judge(
        make_token(), tokens={LIST: make_list({7: Status.SUPERSEDED})}
    ),
    Reason.EXPIRED: lambda: judge(make_token(expires=NOON)),
    Reason.NOT_YET_VALID: lambda: judge(make_token(effective=NOON + HOUR)),
    Reason.KEY_COMPROMISED: lambda: judge(make_token(), tokens=NAMED),
    Reason.STATUS_UNAVAILABLE: lambda: judge(make_token(), tokens={}),
    Reason.STALE: lambda: judge(make_token(), tokens={LIST: make_list(issued=NOON - DAY)}),
    Reason.CLOCK: lambda: judge(make_token(), at=NOON - HOUR),
    Reason.VALID: lambda: judge(make_token()),
}
HIDDEN = {Reason.ALTERED, Reason.UNKNOWN_ISSUER, Reason.MALFORMED}


@pytest.mark.parametrize("reason", REACHED)
def test_every_reason_is_reached_and_shows_what_it_may(reason):
    """Each reason that a token can have is reached; the credential is shown where it was proven."""
    verdict = REACHED[reason]()
    assert verdict.reason is reason
    assert (verdict.credential is None) is (reason in HIDDEN)
    assert [check.step for check in verdict.checks] == list(Step)
    assert bool(verdict) is (reason is Reason.VALID)


def test_which_reasons_no_token_has():
    """Three reasons are of numbers and pictures; every other one is reached above."""
    others = {Reason.UNKNOWN_NUMBER, Reason.NUMBER_MISTYPED, Reason.UNREADABLE}
    assert set(Reason) - set(REACHED) == others


@pytest.mark.parametrize("reason", REACHED)
def test_the_checks_agree_with_the_outcome(reason):
    """Invalid means that a check failed, undetermined that one is unfinished, valid neither."""
    found = {check.finding for check in REACHED[reason]().checks}
    assert (Finding.FAILED in found) is (reason.outcome is Outcome.INVALID)
    if reason.outcome is Outcome.UNDETERMINED:
        assert Finding.UNFINISHED in found
    if reason is Reason.VALID:
        assert found == {Finding.PASSED, Finding.SKIPPED}


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(make_jws(payload_with(name="Dr Mallory"), key=STRANGER), id="stranger"),
        pytest.param(make_jws(payload_with(name="Dr Mallory", sub="x")), id="malformed"),
        pytest.param(make_token(name="Dr Mallory"), id="not on record"),
    ],
)
def test_nothing_of_a_forgery_is_shown(token):
    """A verdict on what was not issued holds no claim of it, in any member."""
    ledger = on_record([(make_token(), Entry(Status.VALID, None, None))])
    verdict = World(ledgers={ISSUER: ledger}).verify(token)
    assert not verdict
    assert "Mallory" not in repr(verdict)


def test_a_verdict_says_when_and_how_old():
    """`at` is the moment asked for, and `status_as_of` when the list relied on was signed."""
    verdict = judge(make_token(), make_issuer(), tokens={LIST: make_list(issued=NOON - HOUR)})
    assert (verdict.at, verdict.status_as_of) == (NOON, NOON - HOUR)
    assert judge("x").status_as_of is None
