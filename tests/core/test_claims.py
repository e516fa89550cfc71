"""Step 5: the payload is canonical, typed and in range, for whoever signed it."""

from __future__ import annotations

import json

import pytest

from tests.core.making import (
    ISSUER,
    LIST,
    World,
    make_issuer,
    make_jws,
    payload_with,
    read,
    serialize,
)
from verifier.malformed import MalformedError
from verifier.verdict import Finding, Reason, Step

GOOD = payload_with()
NATIVE = payload_with().replace(b',"profession"', ',"name#ar":"أميلي","profession"'.encode())


def with_claim(name, value):
    """Return GOOD with the text `value` in place of a claim's value."""
    old = serialize({name: json.loads(GOOD)[name]})[1:-1]
    assert old in GOOD
    return GOOD.replace(old, f'"{name}":{value}'.encode("utf-8", "surrogatepass"))


def judge(payload):
    """Return the verdict on a genuinely signed payload, which must not fail before step 5."""
    return World().verify(make_jws(payload))


@pytest.mark.parametrize("payload", [GOOD, NATIVE])
def test_good_payloads(payload):
    """The payload that every case here starts from is accepted and shown."""
    verdict = judge(payload)
    assert verdict
    assert verdict.credential.to_payload() == payload


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(GOOD.replace(b",", b", "), id="spaces"),
        pytest.param(b" " + GOOD, id="space before"),
        pytest.param(GOOD + b"\n", id="newline after"),
        pytest.param(GOOD[:-1] + b',"exp":1}', id="exp twice"),
        pytest.param(GOOD.replace(b'"exp"', b'"exp":1,"exp"'), id="exp twice, good one last"),
        pytest.param(GOOD.replace(b'"exp"', b'"\\u0065xp"'), id="escaped member"),
        pytest.param(GOOD[:-1] + b',"\\u0065xp":1}', id="escaped second member"),
        pytest.param(GOOD.replace("é".encode(), b"\\u00e9"), id="escaped letter"),
        pytest.param(GOOD.replace(b"https:/", b"https:\\/"), id="escaped slash"),
        pytest.param(GOOD[:-1] + b',"sub":"x"}', id="sub"),
        pytest.param(GOOD[:-1] + b',"aud":""}', id="aud"),
        pytest.param(GOOD[:-1] + b',"cnf":{}}', id="cnf"),
        pytest.param(GOOD[:-1] + b',"_sd_alg":"sha-256"}', id="sd"),
        pytest.param(GOOD[:-1] + b',"__proto__":{"admin":true}}', id="proto"),
        pytest.param(GOOD[:-1] + b',"":1}', id="nameless member"),
        pytest.param(GOOD.replace(b'"idx":7', b'"idx":7,"x":1'), id="more in the status"),
        pytest.param(GOOD[:-2] + b',"other":{}}}', id="two kinds of status"),
        pytest.param(serialize(dict(sorted(json.loads(GOOD).items()))), id="another order"),
        pytest.param(
            GOOD.replace(b'{"idx":7,"uri":"' + LIST.encode() + b'"}', b'{"uri":"x","idx":7}'),
            id="another order inside",
        ),
        pytest.param(GOOD[:-1] + b',"n":' + b"9" * 4000 + b"}", id="4,000 digits"),
        pytest.param(GOOD[:-1] + b',"n":' + b"9" * 5000 + b"}", id="5,000 digits"),
        pytest.param(GOOD[:-1] + b',"n":1e400}', id="beyond a double"),
        pytest.param(GOOD[:-1] + b',"n":NaN}', id="NaN"),
        pytest.param(GOOD[:-1] + b',"a":' + b"[" * 2500 + b"]" * 2500 + b"}", id="nested"),
    ],
)
def test_a_payload_that_is_not_canonical_is_malformed(payload):
    """Members, order, spelling: one text for one meaning, also for who holds the key."""
    assert judge(payload).reason is Reason.MALFORMED


@pytest.mark.parametrize("name", list(json.loads(GOOD)))
def test_every_claim_must_be_there(name):
    """Each claim of an ordinary payload is demanded."""
    assert judge(payload_with(**{name: None})).reason is Reason.MALFORMED


TEXT = ["1", "true", "null", "[]", "{}", '""', '["x"]']


@pytest.mark.parametrize("name", ["vct", "jti", "name", "profession"])
@pytest.mark.parametrize("value", TEXT)
def test_text_must_be_text(name, value):
    """A claim that is text is that, and not empty."""
    assert judge(with_claim(name, value)).reason is Reason.MALFORMED


@pytest.mark.parametrize("name", ["iat", "exp"])
@pytest.mark.parametrize(
    "value",
    [
        '"1795132800"',
        '" 1795132800 "',
        '"\u0661\u0662"',
        "1795132800.5",
        "1795132800.0",
        "1.7951328e9",
        "1e300",
        "1e400",
        "true",
        "null",
        "[1]",
        "{}",
        "-1",
        "-0",
        "253402300800",
        "18446744073709551616",
        "01795132800",
        "1795132800000",
        "Infinity",
    ],
)
def test_a_date_is_a_whole_number_in_range(name, value):
    """A date is a plain integer from 1970 to 9999: no text, fraction, exponent, sign or zero."""
    assert not judge(with_claim(name, value))
    with pytest.raises(MalformedError):
        read(with_claim(name, value))


@pytest.mark.parametrize(
    ("iat", "nbf", "exp", "good"),
    [
        (100, None, 101, True),
        (100, None, 100, False),
        (100, None, 99, False),
        (100, 101, 102, True),
        (100, 100, 102, False),  # an nbf that says nothing is another spelling
        (100, 99, 102, True),  # a certificate in force, signed anew
        (102, 99, 102, False),
        (103, 99, 102, False),
        (100, 101, 101, False),
        (100, 102, 101, False),
        (0, None, 253_402_300_799, True),
        (0, None, 253_402_300_800, False),
        (-1, None, 100, False),
    ],
)
def test_dates_are_in_order(iat, nbf, exp, good):
    """Both iat and nbf < exp, with nbf only where it differs, from 1970 to the year 10000."""
    claims = json.loads(GOOD)
    ordered = {}
    for name, value in claims.items():
        if name == "exp" and nbf is not None:
            ordered["nbf"] = nbf
        ordered[name] = {"iat": iat, "exp": exp}.get(name, value)
    if good:
        assert read(serialize(ordered)).to_payload() == serialize(ordered)
    else:
        with pytest.raises(MalformedError):
            read(serialize(ordered))


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "x\\ud83d", "\\udc00\\ud800"])
@pytest.mark.parametrize("payload", [GOOD, NATIVE])
def test_half_a_surrogate_pair_is_no_letter(payload, escape):
    """What JSON can spell and UTF-8 cannot is malformed, even where the key signed it."""
    name = "Dr Amélie Example-Santos" if payload is GOOD else "أميلي"
    assert judge(payload.replace(name.encode(), escape.encode())).reason is Reason.MALFORMED


def test_a_failed_claim_shows_nothing():
    """A malformed payload fails the step of claims, and nothing of it is shown."""
    verdict = judge(payload_with(profession="A"))
    assert verdict.credential is None
    assert verdict.checks[4].step is Step.CLAIMS
    assert [check.finding for check in verdict.checks[3:6]] == [
        Finding.PASSED,
        Finding.FAILED,
        Finding.SKIPPED,
    ]


def test_a_type_need_not_be_known():
    """The type's words are for people; a verifier that lacks them still answers."""
    assert not make_issuer().types
    assert judge(payload_with(vct=ISSUER + "/t/99"))
