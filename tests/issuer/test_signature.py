"""Signed messages: the specification's example, the window on both sides, every wrong header."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.candidates.errors import SignatureError
from issuer.candidates.signature import check_signature, draw_secret, show_secret, sign

# The vector that the libraries of the specification share.
SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
BODY = b'{"test": 2432232314}'
SENT = datetime.fromtimestamp(1614265330, UTC)
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
SECOND = timedelta(seconds=1)


def check(headers=HEADERS, body=BODY, *, secret=SECRET, at=SENT):
    check_signature(headers, body, secret=secret, at=at)


def test_the_example_of_the_specification():
    """It is right, and ours is the same signature, letter by letter."""
    check()
    made = sign(SECRET, HEADERS["webhook-id"], HEADERS["webhook-timestamp"], BODY)
    assert made == HEADERS["webhook-signature"]


def test_header_names_have_no_case():
    """HTTP does not tell upper from lower case."""
    check({name.title(): value for name, value in HEADERS.items()})


def test_several_signatures():
    """One that is right among those of other secrets and versions will do."""
    right = HEADERS["webhook-signature"]
    for offered in (f"v1,AAAA {right}", f"{right} v1a,AAAA", f"v1a,xyz v1,=== {right}"):
        check(HEADERS | {"webhook-signature": offered})


@pytest.mark.parametrize("side", [1, -1])
def test_the_window_on_both_sides(side):
    """Five minutes before and after are taken, a second more is not."""
    check(at=SENT + side * timedelta(minutes=5))
    with pytest.raises(SignatureError):
        check(at=SENT + side * (timedelta(minutes=5) + SECOND))


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_header_is_missing(name):
    """None of the three may be."""
    with pytest.raises(SignatureError):
        check({key: value for key, value in HEADERS.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", ""),
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJel"),
        ("webhook-id", "a.b"),
        ("webhook-id", "x" * 257),
        ("webhook-id", "é"),
        ("webhook-timestamp", "1614265331"),
        ("webhook-timestamp", "1614265330.0"),
        ("webhook-timestamp", "nan"),
        ("webhook-timestamp", "-1614265330"),
        ("webhook-timestamp", "9" * 5000),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "٣٣٣"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1"),
        ("webhook-signature", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ("webhook-signature", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="),
        ("webhook-signature", "v1,\udc80é"),
    ],
)
def test_a_header_is_wrong(name, value):
    """It is refused, never an error of a decoder."""
    with pytest.raises(SignatureError):
        check(HEADERS | {name: value})


def test_an_id_with_a_full_stop_signs_nothing():
    """Even rightly signed: where id, time and body part must not be movable."""
    headers = HEADERS | {"webhook-id": "a.b"}
    headers["webhook-signature"] = sign(SECRET, "a.b", headers["webhook-timestamp"], BODY)
    with pytest.raises(SignatureError):
        check(headers)


def test_ten_signatures_are_looked_at():
    """More than ten is more than a change of secret needs, and work for nothing."""
    right = HEADERS["webhook-signature"]
    check(HEADERS | {"webhook-signature": "v1,AA " * 9 + right})
    with pytest.raises(SignatureError):
        check(HEADERS | {"webhook-signature": "v1,AA " * 10 + right})


def test_another_body_or_secret():
    """One byte of the body, or another secret, and it is wrong."""
    for wrong in ({"body": BODY + b" "}, {"secret": draw_secret()}, {"secret": bytes(32)}):
        with pytest.raises(SignatureError):
            check(**wrong)


def test_secrets_are_spelt_as_the_specification_says():
    """`whsec_` and base64 of 32 bytes, no two alike."""
    drawn = {draw_secret() for _ in range(10)}
    assert len(drawn) == 10
    for secret in drawn:
        shown = show_secret(secret)
        assert base64.b64decode(shown.removeprefix("whsec_"), validate=True) == secret
        assert (len(secret), shown[:6]) == (32, "whsec_")


@given(st.dictionaries(st.sampled_from(list(HEADERS)), st.text()), st.binary(max_size=50))
def test_total(headers, body):
    """Whatever the headers and the body, it is refused as such."""
    with pytest.raises(SignatureError):
        check_signature(HEADERS | headers, body, secret=SECRET, at=SENT)
