"""PDF pages to rasters and lines, by PDFium. The only file here that imports pypdfium2."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from ctypes import c_double, create_string_buffer

import pypdfium2
from pypdfium2 import raw

from verifier.scan.found import UnreadableError, Why
from verifier.scan.line import MAX_CHARACTERS, Glyph, Line, in_lines
from verifier.scan.raster import Raster

MAX_PAGES = 10  # a bundle with one certificate in it; what comes later is not looked at
MAX_PAGE_PIXELS = 12_000_000  # A4 at 300 dpi has 8.7 million; a larger page is drawn coarser

_POINTS_PER_INCH = 72
_TURNED = re.compile(rb"/Direction\s*/R2L")
_UPRIGHT = 0.01  # half of the angle, in radians, by which a character may lean


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


def read_lines(data: bytes, *, at_most: int = MAX_PAGES) -> Iterator[list[Line]]:
    """Read the lines of the first pages of a PDF: upright text that is meant to be seen.

    Pages that cannot be loaded are passed over. Raises `UnreadableError`, also for a page with
    more text than is looked at: what stands in the rest might name somebody else.

    Of a document that says its pages lie from right to left PDFium turns Latin words around. Our
    Arabic ones said so once: that is taken out. Where it is packed away, no line can be read.
    """
    with _open(_TURNED.sub(_straight, data)) as document:
        for index in range(min(len(document), at_most)):
            try:
                text = document[index].get_textpage()
            except pypdfium2.PdfiumError:
                continue
            if text.count_chars() > MAX_CHARACTERS:
                raise UnreadableError(Why.TOO_LARGE)
            yield [] if _is_turned(document) else in_lines(_glyphs(text))


def _straight(said: re.Match[bytes]) -> bytes:
    return said[0].replace(b"R2L", b"L2R")  # of one length: no offset moves


def _is_turned(document: pypdfium2.PdfDocument) -> bool:
    room = create_string_buffer(len("R2L") + 1)
    raw.FPDF_VIEWERREF_GetName(document, b"Direction", room, len(room))
    return room.value == b"R2L"


def _glyphs(text: pypdfium2.PdfTextPage) -> Iterator[Glyph | None]:
    """Return each character with its place, and None where a line ends."""
    for index in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character in "\r\n":
            yield None
        elif _is_seen(text, index):
            left, bottom, right, top = text.get_charbox(index, loose=True)
            yield Glyph(character, left, right, _baseline(text, index), top - bottom)


def _is_seen(text: pypdfium2.PdfTextPage, index: int) -> bool:
    """Tell whether a character is upright, and no ghost that a scanner laid under its picture."""
    if abs(math.sin(raw.FPDFText_GetCharAngle(text, index) / 2)) > _UPRIGHT:
        return False
    drawn = raw.FPDFText_GetTextObject(text, index)
    mode: int = raw.FPDFTextObj_GetTextRenderMode(drawn)
    ghost: int = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return mode != ghost


def _baseline(text: pypdfium2.PdfTextPage, index: int) -> float:
    across, up = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text, index, across, up)
    return float(up.value)


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
