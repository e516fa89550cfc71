"""Step 3: whose key, in its time and for its purpose; and whom nobody may speak for."""

from __future__ import annotations

import json

import pytest

from keys.keyring import Purpose
from tests.core.making import (
    DAY,
    HOUR,
    ISSUER,
    KEY,
    LIST,
    NOON,
    SECOND,
    STATUS_KEY,
    STRANGER,
    YEAR,
    World,
    derive_key,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    payload_with,
    trust_key,
    trust_nobody,
    trust_status_key,
)
from verifier.credential import StatusReference
from verifier.verdict import Finding, Reason, Step

SIGNED = NOON - YEAR  # when the credentials made here are signed
OTHER = "https://other.example"
OTHER_KEY = derive_key("other credential")
OTHER_STATUS = derive_key("other status")


def failed_step(verdict):
    return next(check.step for check in verdict.checks if check.finding is not Finding.PASSED)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        ISSUER + "/",
        ISSUER + "/status",
        ISSUER + ".evil.example",
        ISSUER + ":443",
        ISSUER + "#",
        "https://cert.example.org@evil.example",
        "https://user:pass@cert.example.org",
        "https://CERT.example.org",
        "HTTPS://cert.example.org",
        "http://cert.example.org",
        "https://cert.example.org.",
        "https://cert.ex\u0430mple.org",
        "https://cert%2eexample.org",
        "https://cert.example.org\u200b",
        " " + ISSUER,
        "",
        "__proto__",
    ],
)
def test_another_address_is_an_unknown_issuer(url):
    """An issuer is believed by its exact address, and by nothing that looks or resolves alike."""
    verdict = World().verify(make_jws(payload_with(iss=url)))
    assert verdict.reason is Reason.UNKNOWN_ISSUER
    assert failed_step(verdict) is Step.KEY
    assert verdict.credential is None


@pytest.mark.parametrize("iss", [1, [], {}, True, [ISSUER]])
def test_iss_must_be_text(iss):
    """An `iss` of another type is malformed, not somebody unknown."""
    assert World().verify(make_jws(payload_with(iss=iss))).reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"1", id="number"),
        pytest.param(b'"https://cert.example.org"', id="string"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(payload_with().decode().encode("utf-16"), id="UTF-16"),
        pytest.param(payload_with().decode().encode("utf-32"), id="UTF-32"),
        pytest.param(b"\xef\xbb\xbf" + payload_with(), id="byte order mark"),
        pytest.param(payload_with() + b"x", id="more after it"),
        pytest.param(payload_with()[:-1], id="cut short"),
        pytest.param(payload_with().replace(b"Dr ", b"\xc0\xaf "), id="overlong UTF-8"),
        pytest.param(b"//c\n{}", id="comment"),
        pytest.param(payload_with(iss=None), id="no iss"),
        pytest.param(b"[" * 6000, id="deep list"),
        pytest.param(b'{"iss":' * 800, id="deep object"),
    ],
)
def test_a_payload_that_is_not_an_object_is_malformed(payload):
    """Without a JSON object there is no issuer to ask; deep nesting costs nothing."""
    token = make_jws(payload) if payload else make_jws(b"{}").replace("e30", "", 1)
    assert World().verify(token).reason is Reason.MALFORMED


def test_empty_trust_believes_nobody():
    """Without an issuer to believe, a genuine token is of an unknown issuer."""
    assert trust_nobody().verify(make_token(), at=NOON).reason is Reason.UNKNOWN_ISSUER


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        (-DAY, Reason.ALTERED),  # a key set from the future is no older than a fresh one
        (0 * DAY, Reason.ALTERED),
        (DAY - SECOND, Reason.ALTERED),
        (DAY, Reason.STALE),
        (400 * DAY, Reason.STALE),
    ],
)
def test_unknown_key(age, reason):
    """An unknown key is a forgery only where the key set is younger than 24 hours."""
    world = World(make_issuer(keys_as_of=NOON - age))
    verdict = world.verify(make_token(key=STRANGER))
    assert verdict.reason is reason
    assert failed_step(verdict) is Step.KEY
    expected = Finding.FAILED if reason is Reason.ALTERED else Finding.UNFINISHED
    assert verdict.checks[2].finding is expected
    assert [check.finding for check in verdict.checks[3:]] == [Finding.SKIPPED] * 5


@pytest.mark.parametrize("purpose", [Purpose.STATUS, Purpose.CHECKPOINT])
def test_a_key_serves_one_purpose(purpose):
    """A key of the issuer's own signs no credential unless that is its purpose."""
    ring = (trust_key(), trust_key(STRANGER, purpose=purpose), trust_status_key())
    assert World(make_issuer(*ring)).verify(make_token(key=STRANGER)).reason is Reason.ALTERED


def test_the_status_key_signs_no_credential():
    """Who holds the key of the lists cannot make certificates."""
    assert World().verify(make_token(key=STATUS_KEY)).reason is Reason.ALTERED


@pytest.mark.parametrize(
    ("since", "until", "reason"),
    [
        (SIGNED, None, Reason.VALID),
        (SIGNED + SECOND, None, Reason.ALTERED),
        (SIGNED - HOUR, SIGNED + SECOND, Reason.VALID),
        (SIGNED - HOUR, SIGNED, Reason.ALTERED),
        (SIGNED - HOUR, SIGNED - SECOND, Reason.ALTERED),
    ],
)
def test_a_key_signs_in_its_period(since, until, reason):
    """A key may sign in its first second and no more in its last; what it signed stays."""
    ring = (trust_key(since=since, until=until), trust_status_key())
    verdict = World(make_issuer(*ring)).verify(make_token())
    assert verdict.reason is reason
    assert verdict.checks[2].finding is (Finding.PASSED if verdict else Finding.FAILED)


def test_both_keys_of_a_rotation_are_good():
    """After a rotation what the old key signed in its time and what the new one signs hold."""
    turn = NOON - 100 * DAY
    ring = (trust_key(until=turn), trust_key(STRANGER, since=turn), trust_status_key())
    world = World(make_issuer(*ring))
    assert world.verify(make_token(signed=turn - SECOND))
    assert world.verify(make_token(signed=turn, key=STRANGER))
    assert world.verify(make_token(signed=turn)).reason is Reason.ALTERED
    assert world.verify(make_token(signed=turn - SECOND, key=STRANGER)).reason is Reason.ALTERED


def two_issuers():
    other = make_issuer(
        trust_key(OTHER_KEY, issuer=OTHER), trust_status_key(OTHER_STATUS, issuer=OTHER), url=OTHER
    )
    lists = {LIST: make_list(), f"{OTHER}/s/1": make_list(uri=f"{OTHER}/s/1", key=OTHER_STATUS)}
    return World(make_issuer(), other, tokens=lists)


def test_two_issuers_each_speak_for_themselves():
    """Where two are believed, each is, by its own key."""
    world = two_issuers()
    assert world.verify(make_token())
    assert world.verify(make_token(issuer=OTHER, key=OTHER_KEY))


@pytest.mark.parametrize(("issuer", "key"), [(ISSUER, OTHER_KEY), (OTHER, KEY)])
def test_no_issuer_speaks_for_another(issuer, key):
    """One believed issuer's key over another's address is a forgery."""
    verdict = two_issuers().verify(make_token(issuer=issuer, key=key))
    assert verdict.reason is Reason.ALTERED
    assert verdict.credential is None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": f"{OTHER}/t/1"},
        {"status": StatusReference(f"{OTHER}/s/1", 7)},
        {"type": f"{ISSUER}.evil.example/t/1"},
        {"type": f"{ISSUER}/s/1"},
        {"type": f"{ISSUER}/tt/1"},
        {"type": ISSUER},
        {"status": StatusReference(f"{ISSUER}/t/1", 7)},
        {"status": StatusReference(f"{ISSUER}.evil.example/s/1", 7)},
        {"status": StatusReference("http://127.0.0.1:9/s/1", 7)},
    ],
)
def test_types_and_lists_are_the_issuers_own(changes):
    """No key makes another issuer's type or list speak for its credentials; nothing is fetched."""
    world = two_issuers()
    assert world.verify(make_token(**changes)).reason is Reason.MALFORMED
    assert world.source.asked == []


def test_prove_is_steps_one_to_five():
    """prove() tells what was proven without asking for a status, and None for anything else."""
    world = World(tokens={})
    proven = world.verifier.prove(make_token(), at=NOON)
    assert proven.credential.name == json.loads(payload_with())["name"]
    assert proven.key.kid == trust_key().kid
    assert world.verifier.prove(make_token(key=STRANGER), at=NOON) is None
