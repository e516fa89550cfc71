"""Pictures: which codes are read in them, and how pixels become grey."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageOps

from tests.scan.documents import (
    LINK,
    OTHER,
    OTHER_LINK,
    TOKEN,
    chunk,
    code,
    encoded,
    on_paper,
    photo,
    raw_png,
)
from verifier.scan.document import read_document
from verifier.scan.found import (
    FoundToken,
    NothingFound,
    SeveralFound,
    UnreadableError,
    Why,
)
from verifier.scan.picture import decode_picture
from verifier.scan.raster import MAX_PIXELS, MAX_SIDE, Raster, check_size

BARE = code(LINK)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["L", "RGB", "1"])
def test_a_clean_code_is_read(kind, mode):
    """A code in a PNG or JPEG of any ordinary mode is its token."""
    assert read_document(encoded(BARE.convert(mode), kind)) == FoundToken(TOKEN)


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "I;16"])
def test_a_png_of_any_mode_is_read(mode):
    """Palettes, transparency and 16 bits a pixel make no difference."""
    deep = Image.fromarray(np.asarray(BARE).astype(np.uint16) * 257)
    picture = deep if mode == "I;16" else BARE.convert(mode)
    assert picture.mode == mode
    assert read_document(encoded(picture)) == FoundToken(TOKEN)


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 30}, {"subsampling": 0}])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_a_jpeg_of_any_sort_is_read(mode, options):
    """Progressive, coarse and print JPEGs are read."""
    assert read_document(encoded(BARE.convert(mode), "JPEG", **options)) == FoundToken(TOKEN)


def test_transparent_is_white():
    """A black code on nothing is read: what is transparent is paper."""
    ink = Image.new("RGBA", BARE.size, (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), mask=ImageOps.invert(BARE))
    assert read_document(encoded(ink)) == FoundToken(TOKEN)
    assert read_document(encoded(ink.quantize(2))) == FoundToken(TOKEN)


@pytest.mark.parametrize("angle", [0, 7, 45, 90, 180, 261])
@pytest.mark.parametrize("blur", [0, 1.5])
def test_a_photo_is_read_at_any_angle(angle, blur):
    """A turned, blurred, noisy, grey photo of the code is read."""
    picture = photo(code(LINK, box=5), angle=angle, blur=blur)
    assert read_document(encoded(picture, "JPEG", quality=80)) == FoundToken(TOKEN)


def test_an_inverted_code_is_read():
    """White on black, as a dark screen shows it, is read."""
    assert read_document(encoded(ImageOps.invert(BARE))) == FoundToken(TOKEN)


def test_two_certificates_in_one_picture_are_told_as_such():
    """Neither is picked: both are named."""
    found = read_document(encoded(on_paper(BARE, code(OTHER_LINK))))
    assert isinstance(found, SeveralFound)
    assert set(found.choices) == {FoundToken(TOKEN), FoundToken(OTHER)}


def test_the_same_certificate_twice_is_one():
    """A picture of two copies is a picture of one certificate."""
    assert read_document(encoded(on_paper(BARE, BARE))) == FoundToken(TOKEN)


def test_a_code_for_something_else_beside_ours_is_ignored():
    """A clinic's own code on the same wall does no harm."""
    wifi = code("WIFI:S:clinic;T:WPA;P:secret;;")
    assert read_document(encoded(on_paper(BARE, wifi))) == FoundToken(TOKEN)


def test_a_code_for_something_else_alone_is_not_a_certificate():
    """A picture with somebody else's code is told from one without any."""
    for text in ("https://www.example.org/", "BTX-7K1M-9Q31", "\N{SNOWMAN}"):
        found = read_document(encoded(code(text)))
        assert found == NothingFound(Why.NOT_A_CERTIFICATE)


@pytest.mark.parametrize("kind", ["Aztec", "MicroQRCode", "RMQRCode", "DataMatrix"])
def test_other_kinds_of_codes_are_ignored(kind):
    """What is no ordinary QR code is no code to us, though the library reads it."""
    text = "BTX-7K1M-9Q30"
    barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    picture = Image.fromarray(np.asarray(barcode.to_image(scale=6, add_quiet_zones=True)))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [text]
    assert read_document(encoded(picture)) == NothingFound(Why.NO_CODE)


def test_a_code_split_over_two_symbols_is_never_put_together():
    """Structured append gives two parts: the first a link to half a token, refused later."""
    options = cv2.QRCodeEncoder_Params()
    options.mode = cv2.QRCODE_ENCODER_MODE_STRUCTURED_APPEND
    options.structure_number = 2
    link = "https://cert.example.org/v#" + "a" * 40 + ".b.c"
    parts = cv2.QRCodeEncoder.create(options).encodeStructuredAppend(link)
    symbols = [
        ImageOps.expand(Image.fromarray(part).resize((200, 200), 0), 40, 255) for part in parts
    ]
    found = read_document(encoded(on_paper(*symbols)))
    assert isinstance(found, FoundToken)
    assert found.token == link[: len(link) // 2].partition("#")[2]


def test_a_picture_without_a_code_says_so():
    """White paper is told from a broken file."""
    assert read_document(encoded(on_paper())) == NothingFound(Why.NO_CODE)
    assert read_document(raw_png(width=1, height=1)) == NothingFound(Why.NO_CODE)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_truncated_picture_is_not_readable(kind):
    """Every beginning of a picture is refused as broken, without an exception."""
    data = encoded(BARE, kind)
    for length in range(10, len(data) - 20, 211):
        assert read_document(data[:length]) == NothingFound(Why.NOT_READABLE)


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (MAX_SIDE, MAX_PIXELS // MAX_SIDE, True),
        (MAX_SIDE, MAX_PIXELS // MAX_SIDE + 1, False),
        (MAX_SIDE + 1, 1, False),
        (1, MAX_SIDE + 1, False),
        (65_535, 65_535, False),
    ],
)
def test_the_size_is_judged_before_any_pixel_is_unpacked(width, height, fits):
    """The header alone decides: the pixels of these pictures are missing."""
    why = Why.NOT_READABLE if fits else Why.TOO_LARGE
    picture = raw_png(width=width, height=height, depth=16, pixels=b"")
    with pytest.raises(UnreadableError) as refused:
        decode_picture(picture)
    assert refused.value.why == why


def test_a_jpeg_that_says_it_is_huge_is_too_large():
    """A start-of-frame with 65,535 pixels a side is enough to refuse it."""
    frame = b"\xff\xc0\x00\x0b\x08\xff\xff\xff\xff\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    assert read_document(b"\xff\xd8" + frame + scan) == NothingFound(Why.TOO_LARGE)


def test_the_limits_hold_on_both_sides():
    """As many pixels as allowed are allowed, and one more is not."""
    check_size(8000, 5000)
    with pytest.raises(UnreadableError):
        check_size(8000, 5001)


def test_sixteen_bits_are_scaled():
    """A grey of half the range stays a grey of half the range."""
    half = Image.new("I;16", (1, 1), 32_768)
    assert decode_picture(encoded(half)) == Raster(1, 1, b"\x7f")


def test_a_raster_is_full():
    """A raster whose bytes do not match its size cannot be made."""
    with pytest.raises(ValueError, match="fill"):
        Raster(2, 2, b"123")


def test_a_chunk_that_is_not_pixels_reaches_no_decoder():
    """A broken profile and a comment do not keep a code from being read."""
    data = encoded(BARE)
    extra = chunk(b"iCCP", b"broken") + chunk(b"tEXt", b"Comment\0hello")
    assert read_document(data[:33] + extra + data[33:]) == FoundToken(TOKEN)
