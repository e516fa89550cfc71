"""Which names can be printed: refused where they are entered, naming the character."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from issuer.certification.exam import Candidate
from issuer.errors import NameTooLongError, NameUnprintableError

MAX_LINK = 779  # bytes of a version 22 QR code in byte mode at level M (ISO/IEC 18004)
_REST = 475  # bytes of everything else in a link but the address and the names, at their longest
_ADDRESSES = 3  # times the issuer's address stands in the payload


@dataclass(frozen=True, slots=True)
class PrintableNames:
    """Knows what fits the QR code and what the fonts can draw.

    `undrawable` returns the first character of a text that no font of ours has, or None.
    """

    url: str
    undrawable: Callable[[str], str | None]

    def check(self, candidate: Candidate) -> None:
        """Raise `NameTooLongError` or `NameUnprintableError` if a name cannot be printed."""
        names = [candidate.name] + ([candidate.native_name] if candidate.native_name else [])
        written = sum(len(name.encode()) for name in names) + _ADDRESSES * len(self.url)
        if written * 4 // 3 + len(self.url) + _REST > MAX_LINK:
            raise NameTooLongError("the names are too long for a QR code that scans from paper")
        for name in names:
            missing = self.undrawable(name)
            if missing is not None:
                code = " ".join(f"U+{ord(point):04X}" for point in missing)
                raise NameUnprintableError(f"no font of ours has the character {missing} ({code})")
