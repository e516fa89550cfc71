"""The QR code against the library's own complete encoder, and the limits of the standard."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qrcode import constants, util
from qrcode.main import QRCode

from issuer.certificate.qr import qr_modules, qr_svg, qr_version

QUIET = 4  # modules, as ISO/IEC 18004 asks


def _encoded(text):
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET, mask_pattern=2)
    code.add_data(util.QRData(text.encode(), mode=util.MODE_8BIT_BYTE, check_data=False))
    code.make()
    return code


def _drawn(svg):
    side = int(re.search(rb'viewBox="0 0 (\d+) \1"', svg)[1])
    rows = [[False] * side for _ in range(side)]
    dark = svg.split(b'<path d="')[1]
    for x, y, length in re.findall(rb"M(\d+) (\d+)h(\d+)v1h-\3z", dark):
        for i in range(int(length)):
            rows[int(y)][int(x) + i] = True
    return rows


@given(st.text(max_size=900))
def test_it_draws_what_the_library_encodes(text):
    """For any text, each module is the one that qrcode's own slow way arrives at."""
    code = _encoded(text)
    assert qr_version(text) == code.version
    assert _drawn(qr_svg(text)) == code.get_matrix()
    assert qr_modules(text) == code.modules_count + 2 * QUIET


@pytest.mark.parametrize(
    ("size", "version"),
    [
        (0, 1),
        (14, 1),
        (15, 2),
        (180, 9),
        (181, 10),
        (213, 10),
        (214, 11),
        (560, 18),
        (779, 22),
        (780, 23),
        (2331, 40),
    ],
)
def test_the_capacity_of_a_version(size, version):
    """A version holds as many bytes at level M as the table of ISO/IEC 18004 says, and no more."""
    assert qr_version("x" * size) == version


def test_no_version_holds_more_than_2331_bytes():
    """One byte more than version 40 holds is told as version 41, which no code has."""
    assert qr_version("x" * 2332) == 41


def test_length_is_counted_in_bytes():
    """A name in another script takes the room its UTF-8 takes."""
    assert qr_version("é" * 7) == 1
    assert qr_version("é" * 8) == 2
