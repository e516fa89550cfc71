"""The one colour of a body: dark enough for white words, and none that a verdict has.

Contrast is WCAG 2.2's (success criterion 1.4.3); likeness is measured in OKLab, where equal
distances look alike.
"""

from __future__ import annotations

import math
import re

from issuer.errors import BodyError

CONTRAST = 4.5  # of AA, for text of any size
NEAR = 0.05  # in OKLab: closer than this, people take one for the other
HUES = 25  # degrees: a red is a red, dark or light
_COLOURLESS = 0.05  # OKLab chroma, below which a hue is not seen

_HEX = re.compile(r"#[0-9a-f]{6}")
_VERDICTS = {  # templates and page.css have the same
    "green, which says valid": "#0b6b3a",
    "red, which says invalid": "#a4161f",
    "grey, which says that a check could not finish": "#4b5563",
}


def parse_accent(text: str) -> str:
    """Return a colour as `#rrggbb` in small letters, or raise `BodyError`."""
    colour = text.strip().lower()
    if _HEX.fullmatch(colour) is None:
        raise BodyError("write the colour as #rrggbb, such as #14506b")
    ratio = contrast_with_white(colour)
    if ratio < CONTRAST:
        raise BodyError(
            f"{colour} is too light: white on it has a contrast of {ratio:.1f}, and people need "
            f"{CONTRAST}; choose a darker one"
        )
    for name, other in _VERDICTS.items():
        if _is_near(colour, other):
            raise BodyError(f"{colour} looks like the verdict's {name}; choose another colour")
    return colour


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of `#rrggbb` with white, 1 to 21."""
    red, green, blue = _linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _is_near(one: str, other: str) -> bool:
    here, there = _oklab(one), _oklab(other)
    if math.dist(here, there) < NEAR:
        return True
    if min(math.hypot(*each[1:]) for each in (here, there)) < _COLOURLESS:
        return False
    apart = math.degrees(math.atan2(here[2], here[1]) - math.atan2(there[2], there[1]))
    return abs((apart + 180) % 360 - 180) < HUES


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return _unfold(red), _unfold(green), _unfold(blue)


def _unfold(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's


def _oklab(colour: str) -> tuple[float, float, float]:
    """Return lightness and the two axes of colour (B. Ottosson, 2020)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
