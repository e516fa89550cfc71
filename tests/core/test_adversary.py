"""What somebody with time and ill will tries: hostile text, hostile clocks, hostile neighbours.

The expected failures are known weaknesses, each with its reason; whoever mends one is told to
take its mark away.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from tests.core.making import (
    DAY,
    ISSUER,
    LIST,
    NOON,
    SECOND,
    STRANGER,
    Offered,
    World,
    b64,
    make_header,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    on_record,
    payload_with,
    read,
    trust_key,
    trust_status_key,
)
from verifier.ledger import Entry
from verifier.malformed import MalformedError
from verifier.status_list import Status
from verifier.status_lists import StatusLists
from verifier.trust import Trust
from verifier.trust_file import TrustFile, format_trust, parse_trust
from verifier.verdict import Finding, Reason
from verifier.verify import Verifier

LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
FIRST = datetime(1, 1, 1, tzinfo=UTC)
TOKEN = make_token()


def unsigned(payload):
    """Return a token whose signature is of nothing."""
    return f"{b64(make_header())}.{b64(payload)}.{'A' * 86}"


@pytest.mark.parametrize("at", [FIRST, FIRST + SECOND, NOON, LAST - SECOND, LAST])
@pytest.mark.parametrize("issued", [datetime(1970, 1, 1, tzinfo=UTC), NOON, LAST - SECOND])
def test_no_clock_breaks_the_verifier(at, issued):
    """At the ends of time there is a verdict too, for lists of any date."""
    since = datetime(1970, 1, 1, tzinfo=UTC)
    issuer = make_issuer(trust_key(), trust_status_key(since=since), keys_as_of=at)
    token = make_list(issued=issued, exp=int(issued.timestamp()) + 1)
    world = World(issuer, tokens={LIST: token})
    assert bool(world.verify(TOKEN, at=at)) is (at == issued == NOON)
    is_newer = at < FIRST + DAY  # than the key set, which does not know every key then
    unknown = Reason.STALE if is_newer else Reason.ALTERED
    assert world.verify(make_token(key=STRANGER), at=at).reason is unknown


@pytest.mark.parametrize(
    "token",
    [
        unsigned(payload_with(name="Dr Mallory\nroot: ok")),
        make_jws(payload_with(iss="https://evil.example/\x1b[31m")),
        make_jws(payload_with(name="Dr Mallory\r\nx")),
        make_jws(payload_with(sub="Dr Mallory")),
        make_token(name="Dr Mallory", key=STRANGER),
        make_token(name="Dr Mallory"),
    ],
)
def test_nothing_hostile_reaches_the_log(token, caplog):
    """A refusal is logged in our own words: no claim, no token, no line break of the sender's."""
    ledger = on_record([(TOKEN, Entry(Status.VALID, None, None))])
    with caplog.at_level(logging.DEBUG):
        assert not World(ledgers={ISSUER: ledger}).verify(token)
    assert caplog.messages
    for message in caplog.messages:
        assert message.isprintable()
        assert "Mallory" not in message
        assert "evil" not in message
        assert token[:40] not in message


class ChangingTrust:
    """A trust that is read anew while the program runs."""

    def __init__(self, trust):
        self.trust = trust

    def current(self):
        return self.trust


def test_a_key_learnt_to_be_compromised_counts_at_once():
    """Trust is asked for at each verification, so a compromise is believed when it is known."""
    trust = ChangingTrust(Trust([make_issuer()]))
    verifier = Verifier(trust, StatusLists(Offered()))
    assert verifier.verify(TOKEN, at=NOON)
    stolen = make_issuer(trust_key(compromised=NOON), trust_status_key())
    trust.trust = Trust([stolen])
    assert verifier.verify(TOKEN, at=NOON).reason is Reason.KEY_COMPROMISED
    trust.trust = Trust([])
    assert verifier.verify(TOKEN, at=NOON).reason is Reason.UNKNOWN_ISSUER


def test_a_list_remembered_loses_its_key():
    """A list whose key is known to be stolen is no longer believed, also where it was before."""
    trust = ChangingTrust(Trust([make_issuer()]))
    verifier = Verifier(trust, StatusLists(Offered()))
    assert verifier.verify(TOKEN, at=NOON)
    trust.trust = Trust([make_issuer(trust_key(), trust_status_key(compromised=NOON))])
    assert verifier.verify(TOKEN, at=NOON).reason is Reason.STATUS_UNAVAILABLE


def test_a_list_from_the_future_does_not_stay():
    """A list dated next year by mistake is not kept against the good one that follows it."""
    world = World(tokens={LIST: make_list(issued=NOON + 300 * DAY)})
    assert world.verify(TOKEN).reason is Reason.CLOCK
    world.source.offer(make_list(issued=NOON))
    assert world.verify(TOKEN)


@pytest.mark.parametrize("tokens", [{}, {LIST: make_list(issued=NOON - 9 * DAY)}])
def test_never_valid_but(tokens):
    """A valid verdict has no unfinished check: what the ledger made needless was not undone."""
    ledger = on_record([(TOKEN, Entry(Status.VALID, None, None))])
    verdict = World(ledgers={ISSUER: ledger}, tokens=tokens).verify(TOKEN)
    assert verdict
    assert Finding.UNFINISHED not in {check.finding for check in verdict.checks}


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("NaN", Reason.MALFORMED),
        ("-Infinity", Reason.MALFORMED),
        ("[" * 511 + "]" * 511, Reason.ALTERED),
        ("[" * 512 + "]" * 512, Reason.MALFORMED),
        ("[" * 2000 + "]" * 2000, Reason.MALFORMED),
        ("9" * 20, Reason.ALTERED),
        ("9" * 21, Reason.MALFORMED),
        ("9" * 5000, Reason.MALFORMED),
    ],
)
def test_a_reason_does_not_depend_on_the_interpreter(inner, reason):
    """Unsigned, what every reader can follow is altered and all else malformed, in any language."""
    assert World().verify(unsigned(f'{{"iss":"{ISSUER}","x":{inner}}}'.encode())).reason is reason


@pytest.mark.parametrize(
    "name", ["\u200b", "\u2060", "\u00ad", "\u3164", "\u115f", "\U000e0041", "A\u200bB", "A\ufff9B"]
)
def test_a_name_that_nobody_sees_is_none(name):
    """A name is not empty to the eye, and two that look the same are the same."""
    with pytest.raises(MalformedError):
        read(payload_with(name=name))


def test_an_issuer_is_believed_once():
    """Two issuers of one address are a mistake, not a choice of the last one; also in a file."""
    with pytest.raises(ValueError, match="twice"):
        Trust([make_issuer(), make_issuer(trust_key(STRANGER), trust_status_key())])
    again = GOOD_FILE[GOOD_FILE.index("[[issuer]]") :]
    with pytest.raises(MalformedError, match="twice"):
        parse_trust(f"{GOOD_FILE}{again}".encode())


GOOD_FILE = format_trust(TrustFile(Trust([make_issuer()]), {}))


def test_the_trust_file_of_these_cases_is_good():
    """What the cases below start from is read."""
    assert parse_trust(GOOD_FILE.encode()).trust.find(ISSUER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[issuer]]", "[[issuer]]\nurl = 1\n[[issuer]]"),
        ("purpose", "propose"),
        ('"status"', '"root"'),
        ("as_of = ", 'as_of = "x" # '),
        ("probatum-trust/1", "probatum-trust/2"),
        ("[[issuer]]", "[issuer]"),
    ],
)
def test_a_wrong_trust_file_is_refused(old, new):
    """A trust file with a mistake believes nobody, and says why."""
    assert old in GOOD_FILE
    with pytest.raises(MalformedError):
        parse_trust(GOOD_FILE.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'url = "{ISSUER}"', f'url = "{ISSUER}/"'),
        (f'url = "{ISSUER}"', 'url = "cert.example.org"'),
        (f'url = "{ISSUER}"', 'url = "http://cert.example.org"'),
        (f'url = "{ISSUER}"', 'url = "https://CERT.example.org"'),
        (f'url = "{ISSUER}"', f'url = "{ISSUER}/s/1"'),
        ('name = "Example Board"', "name = 5"),
        ('telephone = "+1 555 0100"', "telephone = 15550100"),
    ],
)
def test_a_trust_file_whose_issuer_could_never_speak_is_refused(old, new):
    """An address that no token can have, or a name that is no text, is told at the start."""
    assert old in GOOD_FILE
    with pytest.raises(MalformedError):
        parse_trust(GOOD_FILE.replace(old, new, 1).encode())
