"""PDF pages to rasters, by PDFium. The only file of this package that imports pypdfium2."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pypdfium2

from verifier.scan.found import UnreadableError, Why
from verifier.scan.raster import Raster

MAX_PAGES = 10  # a bundle with one certificate in it; what comes later is not looked at
MAX_PAGE_PIXELS = 12_000_000  # A4 at 300 dpi has 8.7 million; a larger page is drawn coarser

_POINTS_PER_INCH = 72


def draw_pages(data: bytes, *, dpi: int, at_most: int = MAX_PAGES) -> Iterator[Raster]:
    """Draw the first pages of a PDF as they are seen on a screen, one after the other.

    Scripts and forms do not run: no form environment is made for them. Pages that cannot be
    loaded are passed over. Raises `UnreadableError`.
    """
    with _open(data) as document:
        for index in range(min(len(document), at_most)):
            try:
                yield _draw(document, index, dpi)
            except pypdfium2.PdfiumError:
                continue


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        raise UnreadableError(Why.NOT_READABLE) from exc


def _draw(document: pypdfium2.PdfDocument, index: int, dpi: int) -> Raster:
    page = document[index]
    try:
        width, height = page.get_size()
        scale = _scale(max(width, 1) * max(height, 1), dpi)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        # The maker PDFium uses by default packs rows without padding, so stride is width.
        return Raster(bitmap.width, bitmap.height, bytes(bitmap.buffer))
    finally:
        page.close()


def _scale(area: float, dpi: int) -> float:
    """Return pixels a point: as `dpi` says, or fewer where the page would be too large."""
    return min(dpi / _POINTS_PER_INCH, math.sqrt(MAX_PAGE_PIXELS / area))
