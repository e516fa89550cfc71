"""The printed code is read by strangers: two decoders that share no line with our encoder."""

import cv2
import numpy as np
import pytest
import zxingcpp

from issuer.certificate.drawing import Paper
from issuer.certificate.qr import qr_version

QUIET = 4  # modules, as ISO/IEC 18004 asks
ORDINARY = 540  # bytes: version 18
LONGEST = 779  # bytes: all of version 22, the finest we print


def _corners(picture):
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    spot = found.position
    across = [spot.top_left.x, spot.bottom_left.x, spot.top_right.x, spot.bottom_right.x]
    down = [spot.top_left.y, spot.top_right.y, spot.bottom_left.y, spot.bottom_right.y]
    return min(across), min(down), max(across), max(down)


def _opencv(picture, margin=30):
    # OpenCV's finder wants the code to fill more of the picture than a page's corner.
    left, top, right, bottom = _corners(picture)
    code = picture[top - margin : bottom + margin, left - margin : right + margin]
    bigger = cv2.resize(np.ascontiguousarray(code), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    return cv2.QRCodeDetector().detectAndDecode(bigger)[0]


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("link_bytes", [ORDINARY, LONGEST])
def test_two_decoders_read_the_link(typesetter, make_drawing, rastered, paper, link_bytes):
    """From a 150 dpi raster of the whole page, zxing-cpp and OpenCV read exactly the link."""
    drawing = make_drawing(link_bytes=link_bytes, specimen=True)
    picture = rastered(typesetter.draw(drawing, paper), dpi=150)
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == drawing.link
    assert code.bytes == drawing.link.encode()
    assert _opencv(picture) == drawing.link


@pytest.mark.parametrize("link_bytes", [60, ORDINARY, LONGEST])
def test_a_module_is_at_least_half_a_millimetre(typesetter, make_drawing, rastered, link_bytes):
    """Measured on the picture, from corner to corner, for short links and the longest."""
    drawing = make_drawing(link_bytes=link_bytes)
    left, _, right, _ = _corners(rastered(typesetter.draw(drawing), dpi=600))
    modules = 17 + 4 * qr_version(drawing.link)
    assert (right - left) / 600 * 25.4 / modules >= 0.498


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("link_bytes", [ORDINARY, LONGEST])
def test_nothing_touches_the_code(typesetter, make_drawing, rastered, paper, link_bytes):
    """Four modules around it are white, and every module is black or white: the mark keeps away."""
    drawing = make_drawing(link_bytes=link_bytes, specimen=True)
    picture = rastered(typesetter.draw(drawing, paper), dpi=600)
    left, top, right, bottom = _corners(picture)
    side = 17 + 4 * qr_version(drawing.link)
    module = (right - left) / side
    centres = np.rint((np.arange(side) + 0.5) * module).astype(int)
    inside = picture[np.ix_(top + centres, left + centres)]
    assert set(np.unique(inside)) == {0, 255}
    zone, edge = round(QUIET * module), round(0.3 * module)
    around = picture[top - zone : bottom + zone, left - zone : right + zone].copy()
    around[zone - edge : -zone + edge, zone - edge : -zone + edge] = 255
    assert around.min() == 255
