"""What was issued, drawn afresh beside a file that was handed in: for whom, of what, and how."""

from __future__ import annotations

import base64
import io
import re
import threading
from dataclasses import replace
from typing import Any

import pypdfium2
import zxingcpp
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from issuer.certificate.fresh import AT_A_TIME, FreshDrawings
from issuer.errors import StorageUnavailableError
from issuer.web.app import verifier_world
from tests.certificate.edited import bundle, painted_over, saved_again
from tests.factories import make_credential
from tests.scan.documents import code, encoded, on_paper
from tests.web.issuer.conftest import URL, Site
from tests.web.issuer.test_dropped_in import InThisProcess
from verifier.drawer import Picture
from verifier.inquiry import Inquiry
from verifier.verdict import Reason
from verifier.web.app import create_app
from verifier.wiring import VerifierWorld

MOST = 400_000  # bytes of a page with a drawing in it
PAPER = "certificate.pdf"
HOSTILE = [
    b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog>>endobj\n" * 50,
    b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    b"\xff\xd8\xff\xe0" + b"\xff" * 1000,
    b"GIF89a",
]
_SOURCE = re.compile(r'src="data:image/png;base64,([^"]+)"')


def pages(world: VerifierWorld, **changes: Any) -> Flask:
    """Return the public pages of `world`, which read documents without a child process."""
    inquiry = world.inquiry
    here = Inquiry(inquiry.verifier, InThisProcess(), inquiry.drawings)
    return create_app(replace(world, inquiry=here, **changes))


def hand_in(site: Site, data: bytes, **changes: Any) -> TestResponse:
    """Return the page about a file."""
    client = pages(verifier_world(site.world), **changes).test_client()
    return client.post("/v", data={"file": (io.BytesIO(data), "paper")}, base_url=URL)


def drawn(site: Site, number: str) -> bytes:
    """Return a certificate's PDF."""
    return site.get(f"/api/v1/certificates/{number}/{PAPER}").data


def token_of(site: Site, number: str) -> str:
    """Return a certificate's token."""
    return str(site.world.printer.drawing(number).token)


def shown(page: TestResponse) -> Image.Image | None:
    """Return the drawing on a page."""
    assert page.status_code == 200, page.text
    found = _SOURCE.search(page.text)
    return Image.open(io.BytesIO(base64.b64decode(found[1]))) if found else None


def codes_in(picture: Image.Image) -> list[str]:
    """Return what the QR codes of a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def as_photo(pdf: bytes, dpi: int = 150) -> bytes:
    """Return a picture of a PDF's page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return encoded(page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"))


def test_the_paper_that_was_issued_is_drawn_beside_the_file(site: Site) -> None:
    """It is of this certificate, as its code says; it stands in a page that nobody keeps."""
    first, second = (site.issue(attempt=attempt) for attempt in ("A-1", "A-2"))
    page = hand_in(site, drawn(site, second))
    picture = shown(page)
    assert picture is not None
    assert codes_in(picture) == [f"{URL}/v#{token_of(site, second)}"]
    assert token_of(site, first) != token_of(site, second)
    assert 'width="701" height="496"' in page.text
    assert f'alt="Our own drawing of certificate {second}"' in page.text
    assert len(page.data) < MOST
    assert page.headers["Cache-Control"] == "no-store"
    assert "img-src 'self' data: blob:;" in page.headers["Content-Security-Policy"]


def test_a_photo_and_a_file_saved_again_have_it_too(site: Site) -> None:
    """Whatever carries the credential's text will do."""
    pdf = drawn(site, site.issue())
    for data in (as_photo(pdf), saved_again(pdf)):
        assert shown(hand_in(site, data)) is not None


def test_one_that_is_not_in_force_is_shown_and_marked(site: Site) -> None:
    """A word across it says so, outside its code; a copy of the picture says it too."""
    number = site.issue()
    pdf = drawn(site, number)
    before = shown(hand_in(site, pdf))
    assert before is not None
    for act, reason in (("suspend", "licence-under-review"), ("revoke", "licence-lost")):
        assert site.act(number, act, reason).status_code == 200
        page = hand_in(site, pdf)
        after = shown(page)
        assert after is not None
        assert redness(after) > redness(before) + 0.01
        assert codes_in(after) == codes_in(before)
        assert "A word across it says where it stands today." in page.text


def redness(picture: Image.Image) -> float:
    """Return the share of a picture that is rather red."""
    small = picture.convert("RGB").resize((350, 248))
    colours = small.getcolors(small.width * small.height)
    red = [count for count, (r, g, b) in colours if r > max(g, b) + 60]
    return sum(red) / (small.width * small.height)


def test_nobody_gets_the_paper_for_a_number(site: Site) -> None:
    """Not typed, not in a link or in a picture of that link; nor for a token that is typed."""
    number = site.issue()
    token = token_of(site, number)
    client = pages(verifier_world(site.world)).test_client()
    typed = [client.post("/v", data={"text": text}, base_url=URL) for text in (number, token)]
    looked_up = client.get(f"/v/{number}", base_url=URL)
    made = hand_in(site, encoded(on_paper(code(f"{URL}/v/{number}"))))
    for page in (*typed, looked_up, made):
        assert number in page.text
        assert "Valid today" in page.text
        assert shown(page) is None


def test_no_drawing_beside_what_is_not_genuine(site: Site) -> None:
    """Another name painted over it, several in one file, no code at all: nothing is drawn."""
    numbers = [site.issue(attempt=attempt) for attempt in ("A-1", "A-2")]
    pdf, other = (drawn(site, number) for number in numbers)
    name = site.world.printer.drawing(numbers[0]).name
    for data in (painted_over(pdf, name, "Dr Forged"), bundle(pdf, other), encoded(on_paper())):
        assert shown(hand_in(site, data)) is None


def test_a_verifier_that_stands_alone_draws_nothing(site: Site) -> None:
    """It has the verdict, no drawing, and a policy without room for one."""
    page = hand_in(site, drawn(site, site.issue()), drawer=None)
    assert "Valid today" in page.text
    assert shown(page) is None
    assert "img-src 'self';" in page.headers["Content-Security-Policy"]


def test_a_hostile_file_gets_a_page_and_no_drawing(site: Site) -> None:
    """Whatever is handed in, the answer is a verdict."""
    for data in HOSTILE:
        assert shown(hand_in(site, data)) is None


def test_the_verdict_stands_where_the_drawing_fails(site: Site) -> None:
    """The record is gone between the verdict and its drawing: the page is there without."""

    class Gone:
        def reading(self) -> Any:
            raise StorageUnavailableError("gone")

    pdf = drawn(site, site.issue())
    printer = replace(site.world.printer, transactions=Gone())  # type: ignore[arg-type]
    page = hand_in(site, pdf, drawer=FreshDrawings(printer))
    assert "Valid today" in page.text
    assert shown(page) is None


def test_only_our_own_are_drawn(site: Site) -> None:
    """Another body's certificate is not, nor one of ours that is not on record."""
    drawings = FreshDrawings(site.world.printer)
    for issuer in ("https://other.example.org", URL):
        credential = make_credential(issuer=issuer)
        assert drawings.draw(credential, Reason.VALID) is None


def test_a_verdict_never_queues_for_its_drawing(site: Site) -> None:
    """While as many as may be are being drawn, one more is left out; then there is room again."""
    number = site.issue()
    entered, leave = threading.Semaphore(0), threading.Event()

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(site.world.printer, name)

        def drawing(self, number: str) -> Any:
            entered.release()
            leave.wait(10)
            return site.world.printer.drawing(number)

    drawings = FreshDrawings(Slow(), patience=0)  # type: ignore[arg-type]
    credential = make_credential(issuer=URL, number=number)
    drawn: list[Picture | None] = []
    threads = [
        threading.Thread(target=lambda: drawn.append(drawings.draw(credential, Reason.VALID)))
        for _ in range(AT_A_TIME)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert entered.acquire(timeout=10)
    assert drawings.draw(credential, Reason.VALID) is None
    leave.set()
    for thread in threads:
        thread.join(10)
    assert all(picture is not None and picture.width > picture.height for picture in drawn)
    assert drawings.draw(credential, Reason.VALID) is not None
