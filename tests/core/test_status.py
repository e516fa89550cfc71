"""Step 7: what the newest believable list says, how old it may be, and whose clock is wrong."""

from __future__ import annotations

import pytest

from keys.jwk import key_id
from tests.core.making import (
    DAY,
    HOUR,
    KEY,
    LIST,
    LIST_SIZE,
    NOON,
    SECOND,
    World,
    make_issuer,
    make_list,
    make_token,
    trust_key,
    trust_status_key,
)
from verifier.credential import StatusReference
from verifier.status_list import Status
from verifier.verdict import Finding, Outcome, Reason, Step

KID = key_id(KEY.public_key())
TOLD = {
    Status.VALID: Reason.VALID,
    Status.REVOKED: Reason.REVOKED,
    Status.SUSPENDED: Reason.SUSPENDED,
    Status.SUPERSEDED: Reason.SUPERSEDED,
}


def judge(at=NOON, token=None, **listed):
    return World(tokens={LIST: make_list(**listed)}).verify(token or make_token(), at=at)


def finding(verdict):
    return {check.step: check.finding for check in verdict.checks}[Step.STATUS]


@pytest.mark.parametrize(("status", "reason"), TOLD.items())
def test_each_status_is_told(status, reason):
    """The two bits of the credential's own entry decide; its neighbours say nothing."""
    assert judge(statuses={7: status}).reason is reason
    assert judge(statuses={6: status, 8: status}).reason is Reason.VALID


@pytest.mark.parametrize("index", [0, 3, 4, LIST_SIZE - 1])
def test_every_place_in_a_byte(index):
    """First and last entry and each place of a byte are read as they were written."""
    token = make_token(status=StatusReference(LIST, index))
    for status, reason in TOLD.items():
        assert judge(token=token, statuses={index: status}).reason is reason


@pytest.mark.parametrize(
    ("index", "reason"), [(LIST_SIZE - 1, Reason.VALID), (LIST_SIZE, Reason.MALFORMED)]
)
def test_an_index_beyond_the_list_is_malformed(index, reason):
    """A credential whose entry does not exist is none of ours."""
    token = make_token(status=StatusReference(LIST, index))
    assert judge(token=token).reason is reason


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        (0 * DAY, Reason.VALID),
        (DAY - SECOND, Reason.VALID),
        (DAY, Reason.STALE),
        (400 * DAY, Reason.STALE),
    ],
)
def test_a_list_is_believed_for_24_hours(age, reason):
    """Its word "valid" holds for 24 hours after it was signed, and not a second more."""
    far = int((NOON + 999 * DAY).timestamp())
    verdict = judge(at=NOON, issued=NOON - age, exp=far)
    assert verdict.reason is reason
    assert verdict.status_as_of == NOON - age
    assert finding(verdict) is (Finding.PASSED if verdict else Finding.UNFINISHED)


@pytest.mark.parametrize(("rest", "reason"), [(1, Reason.VALID), (0, Reason.STALE)])
def test_a_list_may_end_sooner(rest, reason):
    """An `exp` before the 24 hours counts."""
    assert judge(issued=NOON - HOUR, exp=int(NOON.timestamp()) + rest).reason is reason


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED])
def test_bad_news_does_not_age(status):
    """What an old list already said is told as it stands."""
    verdict = judge(issued=NOON - 300 * DAY, statuses={7: status})
    assert verdict.reason is TOLD[status]
    assert verdict.outcome is Outcome.INVALID
    assert finding(verdict) is Finding.FAILED


@pytest.mark.parametrize(
    ("ahead", "reason"),
    [(60, Reason.VALID), (61, Reason.CLOCK), (86_400 * 365, Reason.CLOCK)],
)
def test_a_list_from_the_future_means_a_wrong_clock(ahead, reason):
    """A list may be signed up to 60 seconds after the reader's moment; more is a wrong clock."""
    verdict = judge(issued=NOON + ahead * SECOND)
    assert verdict.reason is reason
    assert finding(verdict) is (Finding.PASSED if verdict else Finding.UNFINISHED)


def test_a_wrong_clock_does_not_call_a_certificate_early():
    """On a device set to years ago nothing is "not valid yet": its date is wrong."""
    verdict = judge(at=NOON - 2000 * DAY, issued=NOON)
    assert verdict.reason is Reason.CLOCK
    assert {check.step: check.finding for check in verdict.checks}[Step.PERIOD] is Finding.PASSED


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED])
def test_a_wrong_clock_hides_no_bad_news(status):
    """A revocation seen on a device with a wrong date is a revocation."""
    assert judge(at=NOON - 2000 * DAY, statuses={7: status}).reason is TOLD[status]


def test_a_wrong_clock_hides_no_end():
    """Expired by a clock that is behind is expired all the more."""
    token = make_token(signed=NOON - 9 * DAY, expires=NOON - 5 * DAY)
    assert judge(at=NOON - 2 * DAY, token=token).reason is Reason.EXPIRED


def test_no_list():
    """Without any list the answer is neither yes nor no, and the credential is shown."""
    verdict = World(tokens={}).verify(make_token())
    assert (verdict.reason, verdict.outcome) == (Reason.STATUS_UNAVAILABLE, Outcome.UNDETERMINED)
    assert verdict.credential is not None
    assert verdict.status_as_of is None
    assert finding(verdict) is Finding.UNFINISHED


def test_only_the_list_of_the_credential_is_asked():
    """A forgery asks for no list, a genuine token for its own."""
    world = World()
    head, payload, _ = make_token().split(".")
    world.verify(f"{head}.{payload}.{'A' * 86}")
    assert world.source.asked == []
    world.verify(make_token())
    assert world.source.asked == [LIST]


COMPROMISED = make_issuer(trust_key(compromised=NOON - DAY), trust_status_key())


def test_a_compromised_key_told_by_the_list():
    """Where the list names the credential's key, nobody without a ledger can tell."""
    assert judge(compromised_keys=[KID]).reason is Reason.KEY_COMPROMISED
    assert judge(compromised_keys=["AAAAAA"]).reason is Reason.VALID
    assert judge(compromised_keys=["AAAAAA", KID]).reason is Reason.KEY_COMPROMISED


def test_a_compromised_key_told_by_the_trust():
    """Where the trust names it, likewise; the date of the theft is no help, for `iat` can lie."""
    verdict = World(COMPROMISED).verify(make_token(signed=NOON - 9 * DAY))
    assert verdict.reason is Reason.KEY_COMPROMISED
    assert verdict.outcome is Outcome.UNDETERMINED
    assert verdict.credential is not None


@pytest.mark.parametrize("status", [Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED])
def test_a_compromised_key_hides_no_bad_news(status):
    """A revoked certificate is revoked, whoever holds its key."""
    assert judge(statuses={7: status}, compromised_keys=[KID]).reason is TOLD[status]


def test_a_compromised_key_and_a_stale_list():
    """The compromise is told first: a newer list would not help."""
    verdict = judge(issued=NOON - 2 * DAY, compromised_keys=[KID])
    assert verdict.reason is Reason.KEY_COMPROMISED


def test_a_compromised_key_and_no_list():
    """What the trust knows of the key needs no list to be told."""
    assert World(COMPROMISED, tokens={}).verify(make_token()).reason is Reason.KEY_COMPROMISED
