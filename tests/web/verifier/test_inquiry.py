"""From what somebody holds to a verdict."""

from __future__ import annotations

import pytest

from tests.factories import (
    NOON,
    FakeBody,
    FakeDocuments,
    make_number,
    make_token,
    make_world,
)
from verifier.inquiry import Inquiry
from verifier.number import parse_number
from verifier.scan.found import (
    Contradiction,
    Found,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    Why,
)
from verifier.scan.pool import ReaderBusyError
from verifier.verdict import Reason

SLIP = make_number()[:-1] + ("A" if make_number()[-1] != "A" else "B")


@pytest.fixture
def inquiry(body: FakeBody, documents: FakeDocuments) -> Inquiry:
    """Return an inquiry at that body."""
    return make_world(body, documents=documents).inquiry


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("{token}", Reason.VALID),
        ("https://cert.example.org/v#{token}", Reason.VALID),
        ("HTTPS://CERT.EXAMPLE.ORG/V/" + make_number(), Reason.VALID),
        (make_number(), Reason.VALID),
        (make_number().lower().replace("-", " "), Reason.VALID),
        (SLIP, Reason.NUMBER_MISTYPED),
        (make_number("0000000"), Reason.UNKNOWN_NUMBER),
        (" {token}", Reason.MALFORMED),
        ("hello", Reason.MALFORMED),
        ("", Reason.MALFORMED),
    ],
)
def test_text(inquiry: Inquiry, body: FakeBody, form: str, reason: Reason) -> None:
    """A token, link or number is judged; any other text is not a certificate, spaces included."""
    token = body.release()
    assert inquiry.ask_text(form.format(token=token), at=NOON).reason is reason


def test_documents(inquiry: Inquiry, body: FakeBody, documents: FakeDocuments) -> None:
    """What a document holds is judged like text; what contradicts itself is never chosen from."""
    token = body.release()
    number = parse_number(make_number())
    other = make_token(body, name="Somebody Else")
    held: dict[bytes, tuple[Found, Reason]] = {
        b"token": (FoundToken(token), Reason.VALID),
        b"number": (FoundNumber(number), Reason.VALID),
        b"slip": (MistypedNumber(SLIP), Reason.NUMBER_MISTYPED),
        b"nothing": (NothingFound(Why.NO_CODE), Reason.UNREADABLE),
        b"two": (Contradiction((FoundToken(token), FoundToken(other))), Reason.ALTERED),
    }
    documents.known = {data: found for data, (found, _) in held.items()}
    for data, (_, reason) in held.items():
        assert inquiry.ask_document(data, at=NOON).reason is reason


def test_a_busy_reader_is_no_verdict(inquiry: Inquiry, documents: FakeDocuments) -> None:
    """Where a document must wait too long, nothing is said about it."""
    documents.is_busy = True
    with pytest.raises(ReaderBusyError):
        inquiry.ask_document(b"token", at=NOON)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (make_number(), Reason.VALID),
        ("  btx7k3m9qp" + make_number()[-1], Reason.VALID),
        (SLIP, Reason.NUMBER_MISTYPED),
        ("anything else", Reason.NUMBER_MISTYPED),
        (make_number("0000000"), Reason.UNKNOWN_NUMBER),
    ],
)
def test_number(inquiry: Inquiry, body: FakeBody, typed: str, reason: Reason) -> None:
    """Where a number is expected, sloppy spelling is read, and anything else is a slip."""
    body.release()
    assert inquiry.ask_number(typed, at=NOON).reason is reason


def test_a_token_is_no_number(inquiry: Inquiry, body: FakeBody) -> None:
    """A token where a number is expected is not verified: it would stand in an address."""
    assert inquiry.ask_number(body.release(), at=NOON).reason is Reason.NUMBER_MISTYPED
