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
from verifier.status_list import MAX_SIZE
from verifier.verdict import Finding, Reason, Step

GOOD = payload_with()
NATIVE = payload_with().replace(b',"profession"', ',"name#ar":"أميلي","profession"'.encode())


def seconds(name):
    return json.loads(GOOD)[name]


def reference(**changes):
    return {"status_list": {"idx": 7, "uri": LIST} | changes}


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
        (100, 99, 102, False),
        (100, 101, 101, False),
        (100, 102, 101, False),
        (0, None, 253_402_300_799, True),
        (0, None, 253_402_300_800, False),
        (-1, None, 100, False),
    ],
)
def test_dates_are_in_order(iat, nbf, exp, good):
    """iat <= nbf < exp, with nbf only where it differs, from 1970 to the year 10000."""
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


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({"jti": "BTX-7K3M-9QP5"}, True),
        ({"jti": "BTX-7K3M-9QP6"}, False),
        ({"jti": "btx-7k3m-9qp5"}, False),
        ({"jti": "BTX7K3M9QP5"}, False),
        ({"jti": "BTX-7K3M-9QP5 "}, False),
        ({"jti": "BTX-7K3M-9QPS"}, False),
        ({"name": "x"}, True),
        ({"name": "x" * 200}, True),
        ({"name": "x" * 201}, False),
        ({"name": "\U0001f600" * 200}, True),
        ({"name": "\U0001f600" * 201}, False),
        ({"name": "a  b"}, True),
        ({"name": " x"}, False),
        ({"name": "x "}, False),
        ({"name": "x\u00a0"}, False),
        ({"name": "\u3000x"}, False),
        ({"name": "Zo\u0308e \u200d\u200c"}, True),  # joiners are letters of some scripts
        ({"name": "a\tb"}, False),
        ({"name": "a\nb"}, False),
        ({"name": "a\0b"}, False),
        ({"name": "a\x7fb"}, False),
        ({"name": "a\x85b"}, False),
        ({"name": "a\u202eb"}, False),
        ({"name": "a\u2066b"}, False),
        ({"name": "a\u200fb"}, False),
        ({"name": "a\u061cb"}, False),
        ({"name": "a\u2028b"}, False),
        ({"name": "a\ufeffb"}, False),
        ({"name": "<script>alert(1)</script>"}, True),  # not ours to judge: pages escape
        ({"profession": "a" * 32}, True),
        ({"profession": "a" * 33}, False),
        ({"profession": "a1_-"}, True),
        ({"profession": "1a"}, False),
        ({"profession": "A"}, False),
        ({"profession": "a b"}, False),
        ({"profession": "\u0430"}, False),
        ({"vct": ISSUER + "/t/1/../2?x=1"}, False),
        ({"vct": ISSUER + "/t/1#x"}, False),
        ({"vct": ISSUER + "/t/\u0661"}, False),
        ({"status": reference(idx=0)}, True),
        ({"status": reference(idx=MAX_SIZE - 1)}, True),
        ({"status": reference(idx=MAX_SIZE)}, False),
        ({"status": reference(idx=-1)}, False),
        ({"status": reference(idx=2**53 + 1)}, False),
        ({"status": reference(idx="7")}, False),
        ({"status": reference(idx=7.0)}, False),
        ({"status": reference(idx=True)}, False),
        ({"status": reference(idx=None)}, False),
        ({"status": reference(uri="")}, False),
        ({"status": reference(uri=1)}, False),
        ({"status": reference(uri=LIST + "?time=1")}, False),
        ({"status": reference(uri="file:///etc/passwd")}, False),
        ({"status": {}}, False),
        ({"status": []}, False),
        ({"status": 1}, False),
        ({"status": {"status_list": []}}, False),
        ({"status": {"status_list": {"idx": 7}}}, False),
        ({"status": {"status_list": {"uri": LIST}}}, False),
    ],
)
def test_ranges(changes, good):
    """Each claim is tried on both sides of its boundary."""
    payload = payload_with(**changes)
    if good:
        assert read(payload).to_payload() == payload
    else:
        with pytest.raises(MalformedError):
            read(payload)


@pytest.mark.parametrize(
    ("member", "good"),
    [
        ("name#ar", True),
        ("name#zh-Hant-TW", True),
        ("name#yue", True),
        ("name#a", False),
        ("name#abcd", False),
        ("name#AR", False),
        ("name#ar-", False),
        ("name#", False),
        ("name#ar-a-b-c-d-e", False),
        ("name#\u0430r", False),
    ],
)
def test_language_tags(member, good):
    """The name in the holder's own script stands under a plain language tag."""
    verdict = judge(NATIVE.replace(b"name#ar", member.encode()))
    assert verdict.reason is (Reason.VALID if good else Reason.MALFORMED)


@pytest.mark.parametrize("value", ['""', '" x"', "1", "null", '"a\u202eb"', '"' + "x" * 201 + '"'])
def test_the_own_script_name_is_a_name_too(value):
    """The second name obeys the rules of the first."""
    assert judge(NATIVE.replace('"أميلي"'.encode(), value.encode())).reason is Reason.MALFORMED


def test_one_own_script_name():
    """Two of them are malformed."""
    two = NATIVE.replace(b',"profession"', b',"name#fa":"x","profession"')
    assert judge(two).reason is Reason.MALFORMED


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
