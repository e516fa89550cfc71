"""Step 4: did that key sign exactly this?"""

from __future__ import annotations

import pytest

from tests.core.making import World, b64, make_token, payload_with, unb64
from verifier.verdict import Finding, Reason, Step

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
FIELD = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF


def failed_step(verdict):
    return next(check.step for check in verdict.checks if check.finding is not Finding.PASSED)


def test_changed_payload():
    """Another name under the same signature is found, and the name is not shown."""
    head, _, tail = make_token().split(".")
    changed = b64(payload_with(name="Dr Mallory"))
    verdict = World().verify(f"{head}.{changed}.{tail}")
    assert (verdict.reason, failed_step(verdict)) == (Reason.ALTERED, Step.SIGNATURE)
    assert verdict.credential is None


def test_spliced_tokens():
    """The signature of one genuine token is none of another's."""
    first, second = make_token(), make_token(name="Other")
    head, payload, _ = first.split(".")
    assert World().verify(f"{head}.{payload}.{second.split('.')[2]}").reason is Reason.ALTERED


@pytest.mark.parametrize(
    ("r", "s"),
    [(0, 0), (1, 0), (0, 1), (1, 1), (ORDER, ORDER), (FIELD, 1), (ORDER - 1, 1), (2**256 - 1,) * 2],
)
def test_numbers_that_are_no_signature(r, s):
    """R and S out of range, or of the kind that broken verifiers accept, are refused."""
    head, payload, _ = make_token().split(".")
    forged = f"{head}.{payload}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
    assert World().verify(forged).reason is Reason.ALTERED


def test_the_other_half_of_a_signature_is_the_same_token():
    """(r, n - s) verifies as well: it is another text of one credential, not another one."""
    head, payload, tail = make_token().split(".")
    r, s = unb64(tail)[:32], int.from_bytes(unb64(tail)[32:])
    assert World().verify(f"{head}.{payload}.{b64(r + (ORDER - s).to_bytes(32))}")


def test_a_der_signature_is_malformed():
    """The signature is R || S; ASN.1 is of another standard."""
    payload = payload_with()
    head = make_token().split(".")[0]
    signed = f"{head}.{b64(payload)}"
    r, s = (int.from_bytes(half) for half in (bytes(range(1, 33)), bytes(range(2, 34))))
    der = b"\x30\x44\x02\x20" + r.to_bytes(32) + b"\x02\x20" + s.to_bytes(32)
    assert World().verify(f"{signed}.{b64(der)}").reason is Reason.MALFORMED
