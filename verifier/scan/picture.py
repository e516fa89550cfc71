"""PNG and JPEG to a raster, by Pillow. The only file of this package that imports it."""

from __future__ import annotations

import io
import struct

from PIL import Image, JpegImagePlugin, PngImagePlugin

from verifier.scan.found import UnreadableError, Why
from verifier.scan.png import SIGNATURE, only_pixels
from verifier.scan.raster import Raster, check_size

_MAX_16_BIT = 65_535
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error)


def decode_picture(data: bytes) -> Raster:
    """Unpack a PNG or JPEG whose header promises no more pixels than we take.

    What is transparent becomes white paper. Raises `UnreadableError`.
    """
    try:
        with _open(data) as image:
            check_size(*image.size)
            image.draft("L", image.size)  # a JPEG then unpacks its brightness and no colours
            grey = _grey(image)
            return Raster(grey.width, grey.height, grey.tobytes())
    except _BROKEN as exc:
        raise UnreadableError(Why.NOT_READABLE) from exc


def _open(data: bytes) -> Image.Image:
    """Read the header. The plug-ins are named, so that Pillow neither guesses nor searches."""
    if data.startswith(SIGNATURE):
        return PngImagePlugin.PngImageFile(io.BytesIO(only_pixels(data)))
    return JpegImagePlugin.JpegImageFile(io.BytesIO(data))


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off and not scale
        return image.point(lambda value: value * 255 / _MAX_16_BIT).convert("L")
    if not image.has_transparency_data:
        return image.convert("L")
    if image.getbands()[-1] != "A":  # transparent by palette or by one colour
        image = image.convert("RGBA")
    paper = Image.new("L", image.size, 255)
    paper.paste(image.convert("L"), mask=image.getchannel("A"))
    return paper
