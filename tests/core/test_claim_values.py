"""Step 5, value by value: each claim is tried on both sides of its boundary."""

from __future__ import annotations

import pytest

from tests.core.making import ISSUER, LIST, World, make_jws, payload_with, read
from verifier.malformed import MalformedError
from verifier.status_list import MAX_SIZE
from verifier.verdict import Reason

NATIVE = payload_with().replace(b',"profession"', ',"name#ar":"أميلي","profession"'.encode())


def judge(payload):
    """Return the verdict on a genuinely signed payload."""
    return World().verify(make_jws(payload))


def reference(**changes):
    return {"status_list": {"idx": 7, "uri": LIST} | changes}


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
