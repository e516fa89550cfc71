"""How a body looks: one colour, its logo, the signature under its certificates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

ACCENT = "#14506b"  # of a body that has chosen none


class PictureKind(StrEnum):
    """What a picture is, as it was checked; the strings are also its file's ending."""

    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, made again from what is harmless in it. Of its measures the ratio counts."""

    kind: PictureKind
    data: bytes = field(repr=False)
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn beside a body's words; `accent` is `#rrggbb` in small letters."""

    accent: str = ACCENT
    logo: Picture | None = None
    signature: Picture | None = None

    @property
    def is_own(self) -> bool:
        """Tell whether the body chose anything of it."""
        return self != Look()
