"""A photo handed in is really read: QR code, reader, verifier and answer, all of them real."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import qrcode
from qrcode.constants import ERROR_CORRECT_M

from tests.factories import HOST, FakeBody, make_token
from tests.web.verifier.clients import SiteClient, make_client
from verifier.scan.pool import DocumentReader


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    """Return a reader with one child."""
    made = DocumentReader(workers=1, seconds=20)
    yield made
    made.close()


@pytest.fixture
def client(body: FakeBody, reader: DocumentReader) -> SiteClient:
    """Return a client of the site with that reader."""
    return make_client(body, documents=reader)


def picture(text: str, *, kind: str = "PNG") -> bytes:
    """Return a picture of the QR code of `text`."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=5, border=4, mask_pattern=2)
    code.add_data(text.encode())
    stream = io.BytesIO()
    code.make_image().get_image().convert("L").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_a_certificate(client: SiteClient, body: FakeBody, kind: str) -> None:
    """The code's link is read and judged, by the form and by the API."""
    data = picture(f"https://{HOST}/v#{body.release()}", kind=kind)
    page = client.post("/v", data={"file": (io.BytesIO(data), "photo")})
    assert 'data-answer="valid"' in page.text
    raw = client.post("/api/v1/verify", data=data, content_type=f"image/{kind.lower()}")
    assert raw.json is not None
    assert raw.json["reason"] == "valid"


def test_a_picture_of_a_forgery(client: SiteClient, body: FakeBody) -> None:
    """What is signed but not on record is refused in a picture as in a link."""
    data = picture(f"https://{HOST}/v#{make_token(body)}")
    raw = client.post("/api/v1/verify", data=data, content_type="image/png")
    assert raw.json is not None
    assert raw.json["reason"] == "altered"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF", b"<html></html>", b"\x89PNG\r\n\x1a\n" * 9])
def test_what_cannot_be_read_is_no_incident(client: SiteClient, data: bytes) -> None:
    """A file that breaks its reader is unreadable, with 200."""
    raw = client.post("/api/v1/verify", data=data, content_type="application/pdf")
    assert raw.status_code == 200
    assert raw.json is not None
    assert raw.json["reason"] == "unreadable"
