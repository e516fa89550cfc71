"""Documents through the running app: read in a child, never run, never kept, and told in a word."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.attacks.answers import read_page, read_problem, read_verdict
from tests.attacks.canary import Canary
from tests.attacks.documents import DOCUMENTS, small_pdf
from tests.attacks.mutating import mutations
from tests.attacks.verifier_alone import Alone, make_public
from tests.attacks.watch import Watch
from tests.attacks.world import HOLDER, Site
from verifier.scan.pool import DocumentReader
from verifier.verdict import Reason

VERIFY = "/api/v1/verify"
MUTATIONS = 300
PDF = "application/pdf"


@pytest.fixture(scope="module")
def public(site: Site) -> Iterator[Alone]:
    """Return the site's public pages, with a reader whose children end with the tests."""
    reader = DocumentReader(workers=1)
    yield make_public(site, reader)
    reader.close()


@pytest.fixture(scope="module")
def links(site: Site) -> tuple[str, str]:
    """Return the links of two genuine certificates."""
    tokens = (site.issue(attempt)[1] for attempt in ("EX-1", "EX-2"))
    first, second = (f"https://cert.example.org/v#{token}" for token in tokens)
    return first, second


def send(
    public: Alone, data: bytes, *, kind: str = PDF, name: str = "x.pdf", to: str = VERIFY
) -> TestResponse:
    """Send a document in a form."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}'
    body = b"--b\r\n%b\r\n\r\n%b\r\n--b--\r\n" % (head.encode(), data)
    return public.client().post(to, data=body, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_its_one_certificate_or_none(
    public: Alone, links: tuple[str, str], watch: Watch, canary: Canary, name: str
) -> None:
    """What it carries besides is neither run, nor fetched, nor kept; it costs no worker."""
    make, expected = DOCUMENTS[name]
    data = make(*links, canary.port)
    with watch.refused():
        answer = send(public, data)
    reason, shown = read_verdict(answer)
    assert reason is expected
    assert (shown is not None) == (expected is Reason.VALID)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_names_nobody_where_two_are_found(
    public: Alone, links: tuple[str, str], canary: Canary
) -> None:
    """With two certificates in one document the page chooses neither."""
    make, _ = DOCUMENTS["code of one, token of another"]
    answer = send(public, make(*links, canary.port), to="/v")
    assert read_page(answer) == (200, Reason.ALTERED)
    assert HOLDER not in answer.text


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/zip", "text/plain"])
def test_bytes_decide_and_not_what_they_are_called(
    public: Alone, links: tuple[str, str], canary: Canary, kind: str
) -> None:
    """In a form the name and type of a file say nothing; as a body, another type is not taken."""
    make, _ = DOCUMENTS["genuine PDF"]
    data = make(*links, canary.port)
    assert read_verdict(send(public, data, kind=kind, name="x.html"))[0] is Reason.VALID
    direct = public.client().post(VERIFY, data=data, content_type=kind)
    assert read_problem(direct) == (415, "unsupported_type")


@pytest.mark.parametrize("kind", [PDF, "image/png", "image/jpeg"])
def test_a_page_by_another_name_is_no_document(public: Alone, kind: str) -> None:
    """HTML under the type of a PDF is unreadable, and comes back to nobody."""
    answer = public.client().post(VERIFY, data=b"<script>alert(1)</script>", content_type=kind)
    assert read_verdict(answer)[0] is Reason.UNREADABLE
    assert "alert" not in answer.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a%0d%0aSet-Cookie:x=1", "x" * 10_000, "<script>.pdf", "", "a;b=c"]
)
def test_a_file_s_name_is_never_looked_at(public: Alone, watch: Watch, name: str) -> None:
    """Whatever it is called, it is unreadable: no header, no path and no log has its name."""
    with watch.refused("passwd"):
        answer = send(public, b"%PDF-1.7", name=name)
    assert read_verdict(answer)[0] is Reason.UNREADABLE
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("head", ["filename=a\r\nSet-Cookie: x=1.pdf", 'filename="\0"', "name=x"])
def test_a_form_that_is_taken_apart_in_two_ways_is_refused(
    public: Alone, watch: Watch, head: str
) -> None:
    """A part with a second header in its name, or with no file in it, is not taken."""
    body = f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n%PDF-1.7\r\n--b--\r\n"
    with watch.refused():
        answer = public.client().post(
            VERIFY, data=body.encode(), content_type="multipart/form-data; boundary=b"
        )
    assert read_problem(answer) == (400, "malformed_request")
    assert "Set-Cookie" not in answer.headers


def test_a_hundred_megabytes_are_refused_before_they_are_read(public: Alone, watch: Watch) -> None:
    """What is declared to be too large is refused, and none of it is waited for."""
    with watch.refused():
        answer = public.client().post(
            VERIFY, content_type=PDF, input_stream=Unread(100 * 1024 * 1024)
        )
    assert read_problem(answer) == (413, "too_large")


class Unread(io.RawIOBase):
    """A body of some length that must not be read."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere, to find out how long it is."""
        self._at = offset + (self._length if whence == io.SEEK_END else 0)
        return self._at

    def tell(self) -> int:
        """Return where it is."""
        return self._at

    def readinto(self, _: object) -> int:
        """Fail: somebody reads."""
        raise AssertionError("the body was read")


def test_a_mutated_pdf_gets_an_answer(
    public: Alone, links: tuple[str, str], watch: Watch, log: io.StringIO
) -> None:
    """Broken at random, a PDF holds the genuine token still, or a broken one, or none."""
    told = Counter[Reason]()
    with watch.refused(requests=MUTATIONS + 1):
        for data in mutations(small_pdf(links[0]), MUTATIONS):
            told[read_verdict(send(public, data))[0]] += 1
        assert read_verdict(send(public, small_pdf(links[0])))[0] is Reason.VALID
    assert told.total() == MUTATIONS
    assert told.keys() <= {
        Reason.VALID,
        Reason.ALTERED,
        Reason.MALFORMED,
        Reason.UNREADABLE,
        Reason.UNKNOWN_ISSUER,
    }
    assert min(told[Reason.VALID], told[Reason.MALFORMED], told[Reason.UNREADABLE]) > 5
    assert "cost a child" not in log.getvalue() or told[Reason.UNREADABLE]
