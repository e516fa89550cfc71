"""From the bytes of a PDF, PNG or JPEG to a token or a number. Runs in the child processes only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from verifier.scan.attachment import attached_tokens
from verifier.scan.codes import read_codes
from verifier.scan.found import (
    Found,
    FoundInPdf,
    FoundNumber,
    FoundToken,
    NothingFound,
    UnreadableError,
    Why,
    only_one,
)
from verifier.scan.labels import Labels
from verifier.scan.pages import draw_pages, read_lines
from verifier.scan.picture import decode_picture
from verifier.scan.png import SIGNATURE as PNG
from verifier.scan.printed import read_printed
from verifier.scan.raster import Raster
from verifier.scan.text import read_code

SCREEN, FINE = 150, 300  # dpi at which pages are drawn; our code reads at the first

_PDF, _JPEG = b"%PDF-", b"\xff\xd8\xff"


def read_document(data: bytes, labels: Sequence[Labels] | None = None) -> Found:
    """Read a document by what its first bytes are, whatever it is called or said to be.

    A file that is two kinds at once is read as the kind it begins as. A child knows the `labels`
    of a certificate's words, and can read no catalogue.
    """
    try:
        if data.startswith(_PDF):
            return _read_pdf(data, labels)
        if data.startswith((PNG, _JPEG)):
            return _agreed(_texts([decode_picture(data)]))
    except UnreadableError as exc:
        return NothingFound(exc.why)
    return NothingFound(Why.UNKNOWN_KIND)


def _read_pdf(data: bytes, labels: Sequence[Labels] | None) -> Found:
    """Read the attachment, every page's codes, and the words beside them."""
    attached = [FoundToken(token) for token in attached_tokens(data)]
    texts = _texts(draw_pages(data, dpi=SCREEN))
    found = _agreed(texts, attached)
    if isinstance(found, NothingFound):
        found = _agreed(texts + _texts(draw_pages(data, dpi=FINE, at_most=1)))
    if isinstance(found, FoundToken | FoundNumber):
        pages = tuple(page for lines in read_lines(data) for page in read_printed(lines, labels))
        return FoundInPdf(found, pages) if pages else found
    return found


def _texts(rasters: Iterable[Raster]) -> list[str]:
    return [text for raster in rasters for text in read_codes(raster)]


def _agreed(texts: list[str], attached: Iterable[FoundToken] = ()) -> Found:
    """Return the one certificate of a document; codes for other things do not count."""
    codes = [found for text in texts if (found := read_code(text)) is not None]
    otherwise = Why.NOT_A_CERTIFICATE if texts else Why.NO_CODE
    return only_one(codes, attached, otherwise=otherwise)
