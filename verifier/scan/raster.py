"""A picture in memory, and how large one may be."""

from __future__ import annotations

from dataclasses import dataclass, field

from verifier.scan.found import UnreadableError, Why

MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000  # pixels


@dataclass(frozen=True, slots=True)
class Raster:
    """A grey picture: one byte a pixel from 0 (black), row after row without padding."""

    width: int
    height: int
    pixels: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.pixels) != self.width * self.height:
            raise ValueError("the pixels do not fill the picture")


def check_size(width: int, height: int) -> None:
    """Refuse, before any pixel is unpacked, a picture that says it is too large."""
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UnreadableError(Why.TOO_LARGE)
