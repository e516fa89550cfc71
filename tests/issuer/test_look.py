"""A body's look: which colours and pictures are taken, and what is refused with a sentence."""

from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from issuer.body.colour import CONTRAST, contrast_with_white, parse_accent
from issuer.body.look import ACCENT, PictureKind
from issuer.body.particulars import parse_telephone
from issuer.body.picture_file import parse_picture
from issuer.errors import BodyError
from tests.cli.conftest import EXAMPLES

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = 'viewBox="0 0 100 50"'
DRAWS = '<path d="M0 0h9v9z" fill="#123456"/>'


def svg(inside: str, about: str = BOX) -> bytes:
    return f"<svg {SPACES} {about}>{inside}</svg>".encode()


def png(width: int, height: int, mode: str = "RGBA") -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height)).save(written, "PNG")
    return written.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims to be large, and is not."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def two_sizes(side: int) -> bytes:
    """Return a PNG whose first size is small, and whose last one counts."""
    start = b"\0\0\0\0IDAT"
    return png_header(64, 64) + png_header(side, side)[8:] + start + struct.pack(">I", 0)


@pytest.mark.parametrize("colour", [ACCENT, "#5B2A86", "#000000", "#006d6f", "#7a4a00"])
def test_a_colour_that_can_be_read_and_is_no_verdicts_is_taken(colour):
    """It is written in small letters."""
    assert parse_accent(f" {colour} ") == colour.lower()


@pytest.mark.parametrize(
    ("colour", "named"),
    [
        ("purple", "#rrggbb"),
        ("#5b2", "#rrggbb"),
        ("#777777", "too light"),
        ("#0b6b3a", "green"),
        ("#14532d", "green"),
        ("#7a0019", "red"),
        ("#4b5563", "grey"),
        ("#555555", "grey"),
    ],
)
def test_a_colour_that_misleads_is_refused(colour, named):
    """What white cannot be read on, and what looks like a verdict, dark or light."""
    with pytest.raises(BodyError, match=named):
        parse_accent(colour)


def test_contrast_is_wcags():
    """Black has 21, white 1, and #767676 is the lightest grey with 4.5."""
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") >= CONTRAST > contrast_with_white("#777777")


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_colour_is_taken_or_refused(colour):
    """What is taken can be read."""
    with suppress(BodyError):
        assert contrast_with_white(parse_accent(colour)) >= CONTRAST


def test_a_logo_is_made_again_from_what_draws():
    """Notes of editors and comments go; styles become attributes; what draws stays."""
    made = parse_picture(
        svg(
            '<!-- by an editor --><title>x</title><metadata><a/></metadata><g style="fill:#fff">'
            f'{DRAWS}<use xlink:href="#a"/></g><defs><path id="a" d="M1 1z"/></defs>'
            '<x:grid xmlns:x="http://example.org/editor"/>'
        ),
        "the logo",
    )
    text = made.data.decode()
    assert (made.kind, made.width, made.height) == (PictureKind.SVG, 1000, 500)
    assert '<g fill="#fff">' in text
    assert 'href="#a"' in text
    assert re.findall(r"<(\w+)", text) == ["svg", "g", "path", "use", "defs", "path"]
    assert parse_picture(made.data, "the logo") == made
    assert parse_picture((EXAMPLES / "body" / "logo.svg").read_bytes(), "the logo").width == 1000


def test_a_png_keeps_its_pixels_alone():
    """It is made no larger than print needs, and holds no text or profile."""
    image = Image.new("P", (2400, 800))
    image.info["comment"] = "secret"
    written = io.BytesIO()
    image.save(written, "PNG", exif=b"Exif\0\0secret")
    made = parse_picture(written.getvalue(), "the logo")
    assert (made.kind, made.width, made.height) == (PictureKind.PNG, 1200, 400)
    assert b"secret" not in made.data


BOMB = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + svg("&b;")
REFUSED = {
    "script": (svg("<script>alert(1)</script>"), "holds a script"),
    "handler": (svg('<path d="M0 0" onload="alert(1)"/>'), "holds a script"),
    "page": (svg("<foreignObject/>"), "holds a page"),
    "words": (svg("<text>x</text>"), "turn them into paths"),
    "styles": (svg("<style>path{fill:red}</style>"), "style sheet"),
    "picture": (svg('<image href="https://x.example/a.png"/>'), "another picture"),
    "animation": (svg("<animate/>"), "we do not draw <animate>"),
    "link": (svg('<use href="https://x.example/a.svg#a"/>'), "from elsewhere"),
    "paint": (svg('<path fill="url(https://x.example/a)"/>'), "from elsewhere"),
    "paint in escapes": (svg('<path fill="u\\72l(https://x.example/a)"/>'), "from elsewhere"),
    "style": (svg('<path style="fill:url( &quot;//x.example&quot;)"/>'), "from elsewhere"),
    "entities": (BOMB, "document type"),
    "copies": (svg('<g id="a"><use href="#a"/></g>'), "copies of copies"),
    "growth": (
        svg('<g id="a">' + DRAWS * 60 + "</g>" + '<use href="#a"/>' * 60),
        "more than 2000 parts",
    ),
    "depth": (svg("<g>" * 60 + "</g>" * 60), "nested more than"),
    "parts": (svg("<g/>" * 2001), "more than 2000 parts"),
    "bytes": (svg("<g/>" * 20_000), "more than 64 KB"),
    "no size": (svg(DRAWS, ""), "give it a viewBox"),
    "endless": (svg(DRAWS, 'viewBox="0 0 nan inf"'), "give it a viewBox"),
    "long": (svg(DRAWS, 'viewBox="0 0 1300 100"'), "12 times"),
    "no XML": (b"<svg", "cannot be read"),
    "page of HTML": (b"<html></html>", "does not begin with an svg"),
    "encoding": (b'<?xml version="1.0" encoding="x-none"?><svg/>', "cannot be read"),
    "UTF-16": (svg(DRAWS).decode().encode("utf-16"), "give an SVG or a PNG"),
    "JPEG called SVG": (b"\xff\xd8\xff\xe0 logo", "this file is a JPEG"),
    "PDF": (b"%PDF-1.7", "this file is a PDF"),
    "nothing": (b"", "something else"),
    "huge PNG": (png_header(60_000, 60_000), "60000 x 60000 pixels"),
    "PNG with two sizes": (two_sizes(6000), "6000 x 6000 pixels"),
    "bomb with two sizes": (two_sizes(20_000), "damaged"),
    "small PNG": (png(31, 31), "print needs more"),
    "broken PNG": (png(64, 64)[:60], "damaged"),
    "empty PNG": (png_header(64, 64), "damaged"),
    "too many bytes": (b"\x89PNG\r\n\x1a\n" + bytes(2**21), "more than 2 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_do_harm_or_cannot_be_drawn_is_refused(case):
    """Each with a sentence that says what to mend; nothing is left out in silence."""
    data, named = REFUSED[case]
    with pytest.raises(BodyError, match=re.escape(named)) as caught:
        parse_picture(data, "the logo")
    assert str(caught.value).startswith("the logo: ")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_picture_or_refused(data):
    """Nothing else is raised, whatever comes before it."""
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg' "):
        with pytest.raises(BodyError):
            parse_picture(start + data, "the logo")


@pytest.mark.parametrize("number", ["+1 202 555 0143", "+34 91 123 45 67", "+44 (0)20-7946 0000"])
def test_a_telephone_with_its_country_is_taken(number):
    """As it was grouped."""
    assert parse_telephone(number) == number


@pytest.mark.parametrize("number", ["", "555 0100", "+0 1234567", "+1 23456", "+1" * 9, "+1 CALL"])
def test_another_telephone_is_refused(number):
    """With how it should be."""
    with pytest.raises(BodyError, match="country"):
        parse_telephone(number)
