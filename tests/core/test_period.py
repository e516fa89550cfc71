"""Step 6: a certificate holds from its first second until, and not including, its last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.core.making import DAY, LIST, NOON, SECOND, World, make_list, make_token
from verifier.status_list import Status
from verifier.verdict import Finding, Reason, Step

SIGNED = NOON - 10 * DAY
EFFECTIVE = NOON - 5 * DAY
EXPIRES = NOON + 5 * DAY


def judge(token, at, **changes):
    world = World(tokens={LIST: make_list(issued=at, **changes)})
    return world.verify(token, at=at)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (SIGNED - SECOND, Reason.NOT_YET_VALID),
        (SIGNED, Reason.VALID),
        (EXPIRES - SECOND, Reason.VALID),
        (EXPIRES, Reason.EXPIRED),
        (EXPIRES + SECOND, Reason.EXPIRED),
        (datetime(9999, 12, 30, tzinfo=UTC), Reason.EXPIRED),
    ],
)
def test_from_iat_until_exp(at, reason):
    """Without an nbf the period begins when the credential was signed."""
    assert judge(make_token(signed=SIGNED, expires=EXPIRES), at).reason is reason


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (SIGNED, Reason.NOT_YET_VALID),
        (EFFECTIVE - SECOND, Reason.NOT_YET_VALID),
        (EFFECTIVE, Reason.VALID),
        (EXPIRES, Reason.EXPIRED),
    ],
)
def test_from_nbf_until_exp(at, reason):
    """With an nbf it begins there."""
    token = make_token(signed=SIGNED, effective=EFFECTIVE, expires=EXPIRES)
    assert judge(token, at).reason is reason


@pytest.mark.parametrize("at", [SIGNED - SECOND, EXPIRES])
def test_outside_the_period_the_credential_is_shown(at):
    """What ended or has not begun was still proven: who it is may be told."""
    verdict = judge(make_token(signed=SIGNED, expires=EXPIRES), at)
    assert verdict.credential is not None
    assert {check.step: check.finding for check in verdict.checks}[Step.PERIOD] is Finding.FAILED


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.REVOKED, Reason.REVOKED),
        (Status.SUSPENDED, Reason.SUSPENDED),
        (Status.SUPERSEDED, Reason.SUPERSEDED),
    ],
)
@pytest.mark.parametrize("at", [SIGNED - SECOND, EXPIRES])
def test_the_status_is_told_before_the_period(at, status, reason):
    """Who was revoked and whose time is over is revoked."""
    token = make_token(signed=SIGNED, expires=EXPIRES)
    assert judge(token, at, statuses={7: status}).reason is reason


def test_without_a_list_the_period_is_still_told():
    """That a certificate ended needs no list to be known."""
    world = World(tokens={})
    token = make_token(signed=SIGNED, expires=EXPIRES)
    assert world.verify(token, at=EXPIRES).reason is Reason.EXPIRED
    assert world.verify(token, at=EXPIRES - SECOND).reason is Reason.STATUS_UNAVAILABLE
