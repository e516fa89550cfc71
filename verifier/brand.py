"""Whose site this is, as its pages show it: a name, a colour, a logo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """What stands at the top of pages. `logo` is the path of a picture on this site, or empty."""

    name: str
    accent: str  # #rrggbb, on which white can be read
    logo: str = ""
    width: int = 0  # of the logo, in pixels
    height: int = 0


def no_brand() -> Brand | None:
    """Return nothing: a verifier alone, or a body that chose no look, is called Probatum."""
    return None
