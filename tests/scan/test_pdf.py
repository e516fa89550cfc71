"""PDFs: the attachment, the codes on the pages, and what happens when they differ."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
import typst
from PIL import Image

from tests.scan.documents import (
    LINK,
    ONE_PAGE,
    OTHER,
    OTHER_LINK,
    PAGE,
    TOKEN,
    attaching,
    code,
    encoded,
    on_paper,
    pdf,
    raw_pdf,
    stream,
)
from verifier.scan.attachment import MAX_TOKEN
from verifier.scan.document import read_document
from verifier.scan.found import Contradiction, FoundToken, NothingFound, SeveralFound, Why

ATTACHED = ("credential.jwt", TOKEN.encode())
BESIDE = ("sub/credential.jwt", OTHER.encode())
OURS, THEIRS = code(LINK), code(OTHER_LINK)


def test_attachment_and_code_agree():
    """Our own PDF, which has both, is its one token."""
    assert read_document(pdf(OURS, attached=[ATTACHED])) == FoundToken(TOKEN)


def test_either_is_enough():
    """A scan has no attachment; a PDF of which the code was cut off has no code."""
    assert read_document(pdf(OURS)) == FoundToken(TOKEN)
    assert read_document(pdf(attached=[ATTACHED])) == FoundToken(TOKEN)


@pytest.mark.parametrize(
    "contradicting",
    [
        pdf(THEIRS, attached=[ATTACHED]),
        pdf(OURS, THEIRS, attached=[ATTACHED]),
        pdf(attached=[ATTACHED, BESIDE]),
        pdf(OURS, attached=[ATTACHED, BESIDE]),
    ],
    ids=["code and attachment", "two codes, one attached", "two attachments", "one without code"],
)
def test_an_attachment_and_codes_that_differ_are_a_contradiction(contradicting):
    """Whatever differs, both tokens are named and neither is picked."""
    found = read_document(contradicting)
    assert isinstance(found, Contradiction)
    assert set(found.choices) == {FoundToken(TOKEN), FoundToken(OTHER)}


@pytest.mark.parametrize(
    "bundle",
    [
        pdf(OURS, THEIRS),
        pdf(on_paper(OURS, THEIRS)),
        pdf(OURS, THEIRS, attached=[ATTACHED, BESIDE]),
    ],
    ids=["two pages", "one page", "two pages, both attached"],
)
def test_a_bundle_of_certificates_is_several(bundle):
    """Certificates put into one file, each whole, are named, and neither is picked."""
    found = read_document(bundle)
    assert isinstance(found, SeveralFound)
    assert set(found.choices) == {FoundToken(TOKEN), FoundToken(OTHER)}


def test_one_attachment_with_two_contents_is_a_contradiction():
    """A file specification can hold one file for each of its names: both are read."""
    spec = b"/EF<</F 5 0 R/UF 6 0 R>>"
    both = raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(credential.jwt) 4 0 R]>>>>>>",
        ONE_PAGE,
        PAGE % b"",
        b"<</Type/Filespec/F(credential.jwt)/UF(credential.jwt)%b>>" % spec,
        stream(b"", b"a.b.c"),
        stream(b"", b"d.e.f"),
    )
    found = read_document(both)
    assert found == Contradiction((FoundToken("a.b.c"), FoundToken("d.e.f")))


def test_what_is_attached_is_passed_on_as_it_is():
    """An attachment is not trimmed and not taken for a link; garbage contradicts the code."""
    assert read_document(pdf(attached=[("credential.jwt", b" x\n")])) == FoundToken(" x\n")
    found = read_document(pdf(OURS, attached=[("credential.jwt", b"\xff")]))
    assert found == Contradiction((FoundToken("\N{REPLACEMENT CHARACTER}"), FoundToken(TOKEN)))


def test_other_attachments_are_ignored():
    """Only the attachment of our name is ever opened."""
    assert read_document(pdf(attached=[("notes.txt", b"x")])) == NothingFound(Why.NO_CODE)


@pytest.mark.parametrize(
    ("length", "found"),
    [
        (MAX_TOKEN, FoundToken("a" * MAX_TOKEN)),
        (MAX_TOKEN + 1, NothingFound(Why.TOO_LARGE)),
    ],
)
@pytest.mark.parametrize("entries", [b"", b"/Filter/FlateDecode", b"/Filter[/FlateDecode]"])
def test_an_attachment_has_the_length_of_a_token_at_most(length, found, entries):
    """Packed or not, one byte more than a token may have is too large."""
    data = b"a" * length
    file = stream(entries, zlib.compress(data) if entries else data)
    assert read_document(attaching(file)) == found


@pytest.mark.parametrize("filters", [b"[/FlateDecode/FlateDecode]", b"/LZWDecode", b"42"])
def test_an_attachment_packed_unlike_ours_is_not_readable(filters):
    """Only plain and deflated attachments are unpacked: we can bound what comes out of them."""
    file = stream(b"/Filter " + filters, zlib.compress(zlib.compress(b"a.b.c")))
    assert read_document(attaching(file)) == NothingFound(Why.NOT_READABLE)


@pytest.mark.parametrize(
    "broken",
    [
        attaching(b"42"),
        attaching(stream(b"", b"a.b.c"), spec=b""),
        attaching(stream(b"", b"a.b.c"), spec=b"/EF 42"),
        attaching(stream(b"", b"a.b.c"), spec=b"/EF<</F 99 0 R>>"),
        attaching(b"null", catalogue=b"/Names[(credential.jwt)]"),
        attaching(b"null", catalogue=b"/Names[42 43 (x) 2 0 R]"),
        attaching(b"null", catalogue=b"/Names 42"),
        attaching(b"<</Kids[5 0 R]>>", catalogue=b"/Kids[5 0 R]"),
    ],
)
def test_a_broken_attachment_is_none(broken):
    """Names without files, loops and numbers for dictionaries are nothing to us."""
    found = read_document(broken)
    assert found in (NothingFound(Why.NO_CODE), NothingFound(Why.NOT_READABLE))


def test_a_certificate_made_by_typst_is_read():
    """The attachment is found as the compiler that draws certificates writes it."""
    source = (
        f'#pdf.attach("credential.jwt", bytes("{TOKEN}"), relationship: "data", '
        'mime-type: "application/jwt", description: "x")\nText'
    )
    drawn = typst.compile(source.encode(), format="pdf")
    assert read_document(drawn) == FoundToken(TOKEN)


@pytest.mark.parametrize("revision", [4, 6])
def test_a_pdf_that_opens_without_a_password_is_read(revision):
    """Encryption against changes only does not keep us from reading."""
    locked = pikepdf.Encryption(user="", owner="secret", R=revision)
    assert read_document(pdf(OURS, attached=[ATTACHED], encryption=locked)) == FoundToken(TOKEN)


def test_a_pdf_behind_a_password_is_locked():
    """It is told as such, and no password is tried."""
    locked = pikepdf.Encryption(user="x", owner="y", R=6)
    assert read_document(pdf(OURS, encryption=locked)) == NothingFound(Why.LOCKED)


@pytest.mark.parametrize(
    "action",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/OpenAction<</S/Launch/F(/bin/true)>>",
        b"/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>",
        b"/OpenAction<</S/SubmitForm/F(http://127.0.0.1:9/)>>",
        b"/AcroForm<</XFA 4 0 R>>",
    ],
)
def test_actions_do_nothing(action):
    """Scripts, launches, links and forms are not looked at, and the attachment is read."""
    catalogue = b"/Names[(credential.jwt) 4 0 R]>>>>" + action + b"/X<</Y<<"
    assert read_document(attaching(stream(b"", b"a.b.c"), catalogue=catalogue)) == FoundToken(
        "a.b.c"
    )


PICTURE = encoded(Image.new("L", (8, 8), 255), "JPEG")


@pytest.mark.parametrize(
    ("polyglot", "found"),
    [
        (pdf(OURS) + b"PK\x03\x04", FoundToken(TOKEN)),
        (b"PK\x03\x04" + pdf(OURS), NothingFound(Why.UNKNOWN_KIND)),
        (b"<html>" + pdf(OURS), NothingFound(Why.UNKNOWN_KIND)),
        (b"GIF89a" + pdf(OURS), NothingFound(Why.UNKNOWN_KIND)),
        (PICTURE + pdf(OURS), NothingFound(Why.NO_CODE)),
        (encoded(OURS) + pdf(THEIRS), FoundToken(TOKEN)),
    ],
    ids=["PDF then ZIP", "ZIP then PDF", "HTML", "GIF", "JPEG then PDF", "PNG then PDF"],
)
def test_a_file_of_two_kinds_is_what_it_begins_as(polyglot, found):
    """The first bytes decide, and nothing behind the end of that kind is looked at."""
    assert read_document(polyglot) == found


@pytest.mark.parametrize("data", [b"", b"x", b"%PDF", b"<svg/>", b"RIFF0000WEBPVP8 ", b"\x89PNG"])
def test_other_kinds_are_told_as_such(data):
    """What is neither PDF, PNG nor JPEG is not tried."""
    assert read_document(data) == NothingFound(Why.UNKNOWN_KIND)


@pytest.mark.parametrize("data", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7" + b"\0" * 999])
def test_a_pdf_of_nothing_is_not_readable(data):
    """A header does not make a PDF."""
    assert read_document(data) == NothingFound(Why.NOT_READABLE)
