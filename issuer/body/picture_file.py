"""A logo or a signature from a file: what it is, is read from its bytes, and it is made again."""

from __future__ import annotations

import io
import struct

from PIL import Image

from issuer.body.drawing_file import plain_svg
from issuer.body.look import Picture, PictureKind
from issuer.errors import BodyError

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000  # what it may have; it is made smaller than this before it is kept
_LARGEST = (1200, 600)  # pixels kept: 100 mm of paper at 300 dpi
_LEAST = 32  # pixels on its longer side
_NARROWEST = 12  # times as wide as high, or as high as wide
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE = struct.Struct(">16xII")  # after signature, length and name of the first chunk
_TEXT = (b"<", b"\xef\xbb\xbf<")
_KINDS = {b"\xff\xd8\xff": "a JPEG", b"GIF8": "a GIF", b"RIFF": "a WebP", b"%PDF": "a PDF"}


def parse_picture(data: bytes, what: str) -> Picture:
    """Return the picture that an SVG or PNG holds; `what` names it. Raise `BodyError`.

    Of a PNG the pixels alone are kept: no text, no profile, no time.
    """
    try:
        made = _parse(data)
    except BodyError as exc:
        raise BodyError(f"{what}: {exc}") from exc
    if max(made.width, made.height) > _NARROWEST * min(made.width, made.height):
        raise BodyError(f"{what}: it is more than {_NARROWEST} times as long as it is wide")
    return made


def _parse(data: bytes) -> Picture:
    if len(data) > MAX_BYTES:
        raise BodyError(f"the file has more than {MAX_BYTES // 1024 // 1024} MB; make it smaller")
    if data.startswith(_PNG):
        return _parse_png(data)
    if data.lstrip().startswith(_TEXT):
        made, width, height = plain_svg(data)
        scale = 1000 / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        return Picture(PictureKind.SVG, made, *size)
    kind = next(
        (name for start, name in _KINDS.items() if data.startswith(start)), "something else"
    )
    raise BodyError(f"give an SVG or a PNG: this file is {kind}, whatever it is called")


def _parse_png(data: bytes) -> Picture:
    try:
        _require_size(*_SIZE.unpack_from(data))  # before anybody makes room for the pixels
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            _require_size(*image.size)  # a later chunk may have said another
            kept = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as exc:
        raise BodyError("the PNG is damaged and cannot be read") from exc
    kept.thumbnail(_LARGEST)
    written = io.BytesIO()
    kept.save(written, "PNG", optimize=True)
    return Picture(PictureKind.PNG, written.getvalue(), *kept.size)


def _require_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise BodyError(f"the PNG has {width} x {height} pixels; make it smaller")
    if max(width, height) < _LEAST:
        raise BodyError(f"the PNG has {width} x {height} pixels: print needs more")
