"""Step 8: what is on record, where the verifier is the issuer's own."""

from __future__ import annotations

import logging

import pytest

from keys.jwk import key_id
from tests.core.making import (
    DAY,
    ISSUER,
    KEY,
    LIST,
    NOON,
    World,
    b64,
    make_issuer,
    make_list,
    make_token,
    on_record,
    trust_key,
    trust_status_key,
    unb64,
)
from tests.factories import FakeLedger, make_number
from verifier.credential import StatusReference
from verifier.ledger import Entry
from verifier.number import parse_number
from verifier.status_list import Status
from verifier.verdict import Finding, Outcome, Reason, Step

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GOOD = Entry(Status.VALID, None, None)
TOKEN = make_token()
TOLD = {
    Status.REVOKED: Reason.REVOKED,
    Status.SUSPENDED: Reason.SUSPENDED,
    Status.SUPERSEDED: Reason.SUPERSEDED,
}


def make_world(*issuers, entry=GOOD, **offered):
    return World(*issuers, ledgers={ISSUER: on_record([(TOKEN, entry)])}, **offered)


def findings(verdict):
    return {check.step: check.finding for check in verdict.checks}


def test_on_record():
    """A released credential is valid, as of now."""
    verdict = make_world().verify(TOKEN)
    assert verdict
    assert verdict.status_as_of == NOON
    assert findings(verdict)[Step.LEDGER] is Finding.PASSED


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(make_token(number=make_number("0000000")), id="another number"),
        pytest.param(make_token(name="Dr Mallory"), id="same number, other name"),
        pytest.param(make_token(status=StatusReference(LIST, 8)), id="same number, other entry"),
    ],
)
def test_not_on_record_is_a_forgery(token, caplog):
    """A genuine signature over something never released is refused with an alarm, and not shown."""
    with caplog.at_level(logging.CRITICAL):
        verdict = make_world().verify(token)
    assert verdict.reason is Reason.ALTERED
    assert verdict.credential is None
    assert findings(verdict)[Step.LEDGER] is Finding.FAILED
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "Mallory" not in caplog.text
    assert token not in caplog.text


def test_a_forgery_is_told_before_its_status():
    """What is not on record is altered, even where its entry says revoked and its time is over."""
    token = make_token(name="Dr Mallory", expires=NOON - DAY)
    world = make_world(tokens={LIST: make_list({7: Status.REVOKED})})
    assert world.verify(token).reason is Reason.ALTERED


def test_the_other_half_of_a_signature_is_on_record():
    """A stranger's respelling of a signature is still the released credential."""
    head, payload, tail = TOKEN.split(".")
    r, s = unb64(tail)[:32], int.from_bytes(unb64(tail)[32:])
    assert make_world().verify(f"{head}.{payload}.{b64(r + (ORDER - s).to_bytes(32))}")


@pytest.mark.parametrize(("status", "reason"), TOLD.items())
def test_the_record_is_told_before_the_list_knows(status, reason):
    """A change is told from the moment it is on record, with its date and successor."""
    entry = Entry(status, NOON - DAY, "BTX-0000-0000")
    verdict = make_world(entry=entry).verify(TOKEN)
    assert (verdict.reason, verdict.since, verdict.successor) == (
        reason,
        NOON - DAY,
        "BTX-0000-0000",
    )
    assert verdict.credential is not None


@pytest.mark.parametrize(("status", "reason"), TOLD.items())
def test_bad_news_of_the_list_is_told_too(status, reason):
    """Where list and record disagree, the worse is told."""
    world = make_world(tokens={LIST: make_list({7: status})})
    assert world.verify(TOKEN).reason is reason
    revoked = make_world(entry=Entry(Status.REVOKED, None, None), tokens=world.source.tokens)
    assert revoked.verify(TOKEN).reason is Reason.REVOKED


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param({}, id="no list"),
        pytest.param({LIST: "nonsense"}, id="no list to be believed"),
        pytest.param({LIST: make_list(issued=NOON - 9 * DAY)}, id="stale list"),
    ],
)
def test_a_ledger_needs_no_list(tokens):
    """Lists are made from the ledger: with that at hand, their age or absence is no doubt."""
    assert make_world(tokens=tokens).verify(TOKEN)


def test_a_ledger_does_not_mend_a_clock():
    """A server whose clock is behind its own signatures says so."""
    world = make_world(tokens={LIST: make_list(issued=NOON + DAY)})
    assert world.verify(TOKEN).reason is Reason.CLOCK


@pytest.mark.parametrize("tokens", [None, {}])
def test_a_ledger_that_is_down(tokens):
    """If the ledger cannot be asked the answer is neither yes nor no."""
    world = make_world(tokens=tokens)
    world.verifier.ledgers[ISSUER].down = True
    verdict = world.verify(TOKEN)
    assert verdict.reason is Reason.STATUS_UNAVAILABLE
    assert findings(verdict)[Step.LEDGER] is Finding.UNFINISHED


def test_bad_news_is_told_without_the_ledger():
    """What the list says holds while the ledger is down."""
    world = make_world(tokens={LIST: make_list({7: Status.REVOKED})})
    world.verifier.ledgers[ISSUER].down = True
    assert world.verify(TOKEN).reason is Reason.REVOKED


COMPROMISED = make_issuer(trust_key(compromised=NOON - DAY), trust_status_key())
NAMED = {LIST: make_list(compromised_keys=[key_id(KEY.public_key())])}


@pytest.mark.parametrize(("issuers", "tokens"), [((COMPROMISED,), None), ((), NAMED)])
def test_a_compromised_key_harms_no_honest_holder(issuers, tokens):
    """With a ledger the record decides: what was released stays good, what was not is a forgery."""
    world = make_world(*issuers, tokens=tokens)
    assert world.verify(TOKEN)
    assert world.verify(make_token(name="Dr Mallory")).reason is Reason.ALTERED


@pytest.mark.parametrize(("issuers", "tokens"), [((COMPROMISED,), None), ((), NAMED)])
def test_a_compromised_key_and_a_ledger_that_is_down(issuers, tokens):
    """Without the record a compromised key's signature is never called valid."""
    world = make_world(*issuers, tokens=tokens)
    world.verifier.ledgers[ISSUER].down = True
    assert world.verify(TOKEN).outcome is Outcome.UNDETERMINED


def test_another_issuers_ledger_says_nothing():
    """A ledger speaks for its own issuer; another's credential is judged without it."""
    world = World(ledgers={"https://other.example": FakeLedger(down=True)})
    verdict = world.verify(TOKEN)
    assert verdict
    assert findings(verdict)[Step.LEDGER] is Finding.SKIPPED


NUMBER = parse_number(make_number())


def test_by_number():
    """A number on record is judged by its token."""
    world = make_world()
    assert world.verifier.verify_number(NUMBER, at=NOON) == world.verify(TOKEN)


def test_by_number_after_a_revocation():
    """And told as revoked when it is."""
    world = make_world(entry=Entry(Status.REVOKED, NOON, None))
    assert world.verifier.verify_number(NUMBER, at=NOON).reason is Reason.REVOKED


def test_unknown_number():
    """A well-formed number that is on no record is no certificate."""
    world = make_world()
    other = parse_number(make_number("0000000"))
    verdict = world.verifier.verify_number(other, at=NOON)
    assert (verdict.reason, verdict.outcome) == (Reason.UNKNOWN_NUMBER, Outcome.INVALID)
    assert verdict.credential is None


def test_a_number_needs_a_ledger():
    """Where there is no ledger, or it is down, a number cannot be looked up."""
    world = make_world()
    world.verifier.ledgers[ISSUER].down = True
    assert world.verifier.verify_number(NUMBER, at=NOON).reason is Reason.STATUS_UNAVAILABLE
    assert World().verifier.verify_number(NUMBER, at=NOON).reason is Reason.STATUS_UNAVAILABLE
