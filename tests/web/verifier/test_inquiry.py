"""From what somebody holds to a verdict."""

from __future__ import annotations

import hashlib
from dataclasses import replace

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
    FoundInPdf,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    SeveralFound,
    Why,
)
from verifier.scan.pool import ReaderBusyError
from verifier.scan.printed import Printed
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


def test_words_that_differ_from_the_credential_are_altered(
    inquiry: Inquiry, body: FakeBody, documents: FakeDocuments
) -> None:
    """One page that clearly says something else is enough, whatever the rest of the file says."""
    token = FoundToken(body.release())
    same, none = Printed(number=(make_number(),)), Printed()
    other = Printed(number=(make_number("0000000"),))
    for pages, reason in (
        ((same,), Reason.VALID),
        ((none,), Reason.VALID),
        ((other,), Reason.ALTERED),
        ((same, other), Reason.ALTERED),
    ):
        documents.known[b"%PDF-"] = FoundInPdf(token, pages)
        verdict = inquiry.ask_document(b"%PDF-", at=NOON)
        assert (verdict.reason, verdict.credential is None) == (reason, reason is Reason.ALTERED)


def test_what_is_not_genuine_stays_what_it_is_on_a_page_that_differs(
    inquiry: Inquiry, documents: FakeDocuments
) -> None:
    """Words are compared with what was proven, and with nothing else."""
    documents.known[b"%PDF-"] = FoundInPdf(FoundToken("x"), (Printed(number=("AB-0000-0000",)),))
    assert inquiry.ask_document(b"%PDF-", at=NOON).reason is Reason.MALFORMED


def test_several_certificates_are_a_question(
    inquiry: Inquiry, body: FakeBody, documents: FakeDocuments
) -> None:
    """Each genuine one is named with what to ask next; what is not genuine is not offered."""
    first = body.release()
    number = make_number("7K3M9Q2")
    second = body.release(number=number, name="Somebody Else")
    choices = (FoundToken(first), FoundNumber(parse_number(number)), FoundToken("forged"))
    documents.known[b"photo"] = SeveralFound(choices)
    verdict = inquiry.ask_document(b"photo", at=NOON)
    assert (verdict.reason, verdict.credential) == (Reason.UNREADABLE, None)
    assert [choice.text for choice in verdict.several] == [first, number]
    assert [choice.credential.name for choice in verdict.several][1] == "Somebody Else"
    for choice in verdict.several:
        chosen = inquiry.ask_text(choice.text, at=NOON)
        assert chosen.credential == choice.credential
    documents.known[b"photo"] = SeveralFound((FoundToken(second), FoundToken(first)))
    assert [c.text for c in inquiry.ask_document(b"photo", at=NOON).several] == [second, first]


def test_one_genuine_beside_another_is_not_chosen(
    inquiry: Inquiry, body: FakeBody, documents: FakeDocuments
) -> None:
    """Nobody is led to the genuine one of two when the other is not: do not rely on this."""
    documents.known[b"photo"] = SeveralFound((FoundToken(body.release()), FoundToken("forged")))
    verdict = inquiry.ask_document(b"photo", at=NOON)
    assert (verdict.reason, verdict.several) == (Reason.ALTERED, ())


def test_the_same_certificate_as_token_and_number_is_one(
    inquiry: Inquiry, body: FakeBody, documents: FakeDocuments
) -> None:
    """Two codes of one certificate ask no question."""
    token = body.release()
    both = (FoundNumber(parse_number(make_number())), FoundToken(token))
    documents.known[b"photo"] = SeveralFound(both)
    assert inquiry.ask_document(b"photo", at=NOON).reason is Reason.VALID


class FakeDrawings:
    """The drawings of one issuer, by their digests."""

    def __init__(self, issuer: str, *drawn: bytes) -> None:
        self._issuer, self._drawn = issuer, {hashlib.sha256(data).digest() for data in drawn}

    def knows(self, issuer: str, digest: bytes) -> bool | None:
        """Tell whether the issuer handed that out."""
        return digest in self._drawn if issuer == self._issuer else None


@pytest.mark.parametrize(
    ("data", "is_ours", "told"),
    [
        (b"%PDF-drawn", True, False),
        (b"%PDF-saved again", True, True),
        (b"%PDF-saved again", False, False),
        (b"\x89PNG a photo", True, False),
    ],
)
def test_a_file_saved_again_is_told_and_changes_nothing(
    inquiry: Inquiry,
    body: FakeBody,
    documents: FakeDocuments,
    *,
    data: bytes,
    is_ours: bool,
    told: bool,
) -> None:
    """Only a PDF, and only where its issuer can say that those bytes were never handed out."""
    documents.known[data] = FoundToken(body.release())
    assert not inquiry.ask_document(data, at=NOON).saved_again
    drawings = FakeDrawings(body.url if is_ours else "https://other.example.org", b"%PDF-drawn")
    verdict = replace(inquiry, drawings=drawings).ask_document(data, at=NOON)
    assert (verdict.reason, verdict.saved_again) == (Reason.VALID, told)


def test_nothing_is_said_of_a_file_that_is_no_certificate(
    inquiry: Inquiry, body: FakeBody, documents: FakeDocuments
) -> None:
    """Where nothing was proven, how the file was saved is nobody's business."""
    documents.known[b"%PDF-x"] = FoundToken("x")
    asking = replace(inquiry, drawings=FakeDrawings(body.url))
    assert not asking.ask_document(b"%PDF-x", at=NOON).saved_again


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
