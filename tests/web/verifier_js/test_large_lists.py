"""Lists of the largest size, one more, and a bomb: what is inflated in a browser stays small."""

from __future__ import annotations

import random
import zlib

import pytest
from playwright.sync_api import Page

from tests.core.making import LIST, STATUS_KEY, b64, list_claims, make_token, sign_list
from tests.vectors.case import Case
from tests.web.verifier_js.asking import differences
from tests.web.verifier_js.conftest import Ask
from verifier.credential import StatusReference
from verifier.jws import MAX_LIST_TOKEN
from verifier.status_list import MAX_SIZE, PER_BYTE
from verifier.verdict import Reason

MAX_BYTES = MAX_SIZE // PER_BYTE
LAST = StatusReference(LIST, MAX_SIZE - 1)
RANDOM = random.Random(MAX_SIZE).randbytes(MAX_BYTES - 1)  # noqa: S311 - the same each time
BOMB = 100 << 20  # bytes that it would be
RATIO = 1032  # deflate makes at most so many bytes of one
COUNTING = """() => {
    const Real = DecompressionStream;
    globalThis.fed = 0;
    globalThis.DecompressionStream = function (format) {
        const { readable, writable } = new Real(format);
        const transform = (chunk, on) => { fed += chunk.length; on.enqueue(chunk) };
        const counted = new TransformStream({ transform });
        counted.readable.pipeTo(writable).catch(() => {});
        return { writable: counted.writable, readable };
    };
}"""


def case(packed: bytes, reason: Reason, level: int = 9) -> Case:
    """Return a case whose list has these bytes; its credential is the last entry of all."""
    lst = b64(zlib.compress(packed, level))
    token = sign_list(list_claims() | {"status_list": {"bits": 2, "lst": lst}}, key=STATUS_KEY)
    assert len(token) < MAX_LIST_TOKEN
    why = f"{len(packed)} bytes at level {level}"
    return Case(why=why, reason=reason, token=make_token(status=LAST), lists={LIST: token})


@pytest.mark.browser
@pytest.mark.parametrize("level", [0, 1, 9])
def test_the_largest_list(ask: Ask, level: int) -> None:
    """2^20 entries are read to the last one, whatever they are; four more are not."""
    cases = [
        case(RANDOM + b"\x00", Reason.VALID, level),
        case(RANDOM + b"\x40", Reason.REVOKED, level),
        case(bytes(MAX_BYTES), Reason.VALID, level),
        case(bytes(MAX_BYTES + 1), Reason.STATUS_UNAVAILABLE, level),
        case(RANDOM + b"\x00\x00", Reason.STATUS_UNAVAILABLE, level),
        case(RANDOM, Reason.MALFORMED, level),
    ]
    answers = ask(cases)
    assert [answer["reason"] for answer in answers] == [case.reason for case in cases]
    assert differences(cases, answers) == []


@pytest.mark.browser
def test_a_bomb(ask: Ask, page: Page) -> None:
    """A hundred megabytes in a small list are refused after a few: the rest is never read."""
    page.evaluate(COUNTING)
    bomb = case(bytes(BOMB), Reason.STATUS_UNAVAILABLE)
    answers = ask([bomb])
    assert answers[0]["reason"] == bomb.reason
    assert differences([bomb], answers) == []
    assert MAX_BYTES < page.evaluate("fed") * RATIO < 16 << 20
