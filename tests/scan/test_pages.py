"""The pages of a PDF: which are looked at, how large they are drawn, and what is seen of them."""

from __future__ import annotations

import pytest

from tests.scan.documents import (
    CATALOGUE,
    LINK,
    ONE_PAGE,
    PAGE,
    TOKEN,
    code,
    pdf,
    raw_pdf,
    stream,
)
from verifier.scan.document import read_document
from verifier.scan.found import FoundToken, NothingFound, Why
from verifier.scan.line import MAX_CHARACTERS
from verifier.scan.pages import MAX_PAGES, draw_pages

OURS = code(LINK)


@pytest.mark.parametrize(("pages_before", "found"), [(MAX_PAGES - 1, True), (MAX_PAGES, False)])
def test_the_first_pages_of_a_bundle_are_looked_at(pages_before, found):
    """A certificate on the tenth page is found; what comes later is not looked at."""
    bundle = pdf(*[None] * pages_before, OURS)
    assert read_document(bundle) == (FoundToken(TOKEN) if found else NothingFound(Why.NO_CODE))


def test_a_small_code_is_read_at_the_second_look():
    """A code too fine for 150 dpi is found on the first page at 300 dpi."""
    image = stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
        % OURS.size,
        OURS.tobytes(),
    )
    small = raw_pdf(
        CATALOGUE,
        ONE_PAGE,
        PAGE % b"/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R",
        image,
        stream(b"", b"38 0 0 38 100 100 cm /I Do"),
    )
    assert read_document(small) == FoundToken(TOKEN)


@pytest.mark.parametrize("box", [b"0 0 1e9 1e9", b"0 0 0.001 1e9", b"0 0 0 0", b"9 9 -9 -9"])
def test_a_page_of_any_size_is_drawn_within_the_limit(box):
    """Pages of a thousand kilometres, of no width and upside down cost no more than others."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]>>" % box
    odd = raw_pdf(CATALOGUE, ONE_PAGE, page)
    assert read_document(odd) == NothingFound(Why.NO_CODE)


@pytest.mark.parametrize(
    ("points", "pixels"), [((595, 842), (1240, 1755)), ((14_400, 14_400), (3465, 3465))]
)
def test_a_page_is_drawn_at_its_resolution_or_as_large_as_allowed(points, pixels):
    """A4 at 150 dpi has its size in pixels; a page of 25 square metres has twelve million."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>" % points
    (raster,) = draw_pages(raw_pdf(CATALOGUE, ONE_PAGE, page), dpi=150)
    assert (raster.width, raster.height) == pixels


def test_a_hidden_layer_is_not_seen():
    """A code in an optional content group that is off is not what a person sees."""
    image = stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/OC 6 0 R" % OURS.size,
        OURS.tobytes(),
    )
    hidden = raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>",
        ONE_PAGE,
        PAGE % b"/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R",
        image,
        stream(b"", b"142 0 0 142 100 100 cm /I Do"),
        b"<</Type/OCG/Name(x)>>",
    )
    assert read_document(hidden) == NothingFound(Why.NO_CODE)
    shown = hidden.replace(b"/OFF[6 0 R]", b"/ON [6 0 R]")
    assert read_document(shown) == FoundToken(TOKEN)


@pytest.mark.parametrize(
    ("more", "found"), [(0, FoundToken(TOKEN)), (1, NothingFound(Why.TOO_LARGE))]
)
def test_a_page_with_more_text_than_is_compared_is_not_judged(more, found):
    """A name that stands behind twenty thousand characters is not passed over in silence."""
    text = b"(%b) Tj " % (b"x" * 100)
    words = text * (MAX_CHARACTERS // 100) + b"(%b) Tj " % (b"x" * more)
    image = stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
        % OURS.size,
        OURS.tobytes(),
    )
    page = raw_pdf(
        CATALOGUE,
        ONE_PAGE,
        PAGE % b"/Resources<</XObject<</I 4 0 R>>/Font<</F 6 0 R>>>>/Contents 5 0 R",
        image,
        stream(b"", b"142 0 0 142 400 60 cm /I Do 1 0 0 1 -2 2 cm BT /F .001 Tf %b ET" % words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    )
    assert read_document(page) == found
