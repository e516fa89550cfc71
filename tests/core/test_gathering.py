"""Numbers, lists and documents given together: which rows, and which document is whose."""

from __future__ import annotations

import hashlib

import pytest

from tests.factories import NOON, FakeBody, FakeDocuments, make_number, make_world
from verifier.roster.check import RosterCheck
from verifier.roster.gathering import gather, is_document
from verifier.roster.match import Agreement
from verifier.roster.reading import RosterError
from verifier.roster.row import Row
from verifier.scan.found import FoundToken
from verifier.verdict import Outcome

PDF, PNG, JPEG = b"%PDF-1.7 a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"


def test_what_a_document_is():
    """Its first bytes tell, as they tell the reader; a list is none."""
    assert all(map(is_document, (PDF, PNG, JPEG)))
    assert not any(map(is_document, (b"", b"number\nBTX", b" %PDF", b"GIF89a")))


def test_a_document_is_a_row_unless_one_names_it():
    """A row names a document in any case; what no row names comes last, in its own place."""
    given = gather(["a\nANNA.pdf,Ann Example"], [("other.png", PNG), ("anna.PDF", PDF)])
    assert [row.text for row in given.rows] == ["a", "ANNA.pdf", "other.png"]
    assert [given.place_of(row) for row in given.rows] == [None, 1, 0]
    assert given.documents == {"anna.pdf": PDF, "other.png": PNG}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a.pdf", "A.PDF", "a.pdf"], ["a.pdf", "A (2).PDF", "a (3).pdf"]),
        (["C:\\scans\\a.pdf", "x/y/b.pdf"], ["a.pdf", "b.pdf"]),
        (["BTX-7K3M-9QPD", "a.b.c", ""], ["BTX-7K3M-9QPD.pdf", "a.b.c.pdf", "document.pdf"]),
        (["\u202efdp.exe", "a\x00b.pdf", "n" * 500], ["fdp.exe.pdf", "ab.pdf", "n" * 120 + ".pdf"]),
    ],
)
def test_a_document_has_a_name_of_its_own(names, told):
    """Each is told apart, by no path, and in no way that reads as a number or as a token."""
    given = gather([], [(name, PDF) for name in names])
    assert [row.text for row in given.rows] == told
    assert list(given.names) == told
    assert len(given.documents) == len(names)


def test_too_many_and_too_few():
    """Rows and documents count together."""
    gather(["a\nb"], [("c.pdf", PDF)], most=3)
    with pytest.raises(RosterError, match="3 rows"):
        gather(["a\nb"], [("c.pdf", PDF)], most=2)
    with pytest.raises(RosterError, match="no rows"):
        gather([])


def check(rows, documents, *, busy=False):
    """Return the answers to a list with documents, of which one is genuine."""
    body = FakeBody()
    known = {PDF: FoundToken(body.release())}
    world = make_world(body, documents=FakeDocuments(known, is_busy=busy))
    given = gather(rows, documents)
    checking = RosterCheck(world.inquiry, world.trust, NOON, given.documents)
    return [each.answer for each in checking.answer(given.rows)]


def test_a_document_is_compared_with_its_row():
    """The name beside it is that of the list; the verdict that of the document."""
    named, _, other = check(
        [f"a.pdf,Amelie Example Santos\n{make_number()}"], [("a.pdf", PDF), ("b.png", PNG)]
    )
    assert (named.match.result, named.verdict.outcome) == (Agreement.MATCHES, Outcome.VALID)
    assert other.verdict.reason.value == "unreadable"


def test_what_nobody_had_time_for():
    """It is no verdict: not finished, never green, and the rest is answered all the same."""
    rest, unread = check([make_number()], [("a.pdf", PDF)], busy=True)
    assert (rest.finished, rest.outcome) == (True, Outcome.VALID)
    assert (unread.finished, unread.outcome) == (False, Outcome.UNDETERMINED)
    assert unread.verdict.credential is None


def test_a_verdict_that_is_not_valid_is_finished():
    """A document without a code is told as such, and not as one that could not be read in time."""
    (answer,) = check([], [("b.png", PNG)])
    assert (answer.finished, answer.verdict.reason.value) == (True, "unreadable")


def test_the_lists_relied_on():
    """Each status list once, with its own `iat` and the SHA-256 of its token as it was read."""
    body, tokens = FakeBody(), []
    fetch = body.fetch
    body.fetch = lambda uri: tokens.append(fetch(uri)) or tokens[-1]
    world = make_world(body)
    body.release()
    checking = RosterCheck(world.inquiry, world.trust, NOON)
    assert checking.lists == []
    list(checking.answer([Row(text=make_number())] * 3))
    (told,), (token,) = checking.lists, tokens
    assert (told.uri, told.issued) == (f"{body.url}/s/1", NOON)
    assert told.sha256 == hashlib.sha256(token.encode()).hexdigest()
