"""A fresh drawing of a certificate, for people to compare with the paper that they have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from verifier.credential import Credential
from verifier.verdict import Reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and its size in pixels."""

    png: bytes = field(repr=False)
    width: int
    height: int


class Drawer(Protocol):
    """Draws certificates: an issuer can, and a verifier that stands alone cannot."""

    def draw(self, credential: Credential, reason: Reason) -> Picture | None:
        """Return what was issued, marked unless it is valid; None if that cannot be drawn now."""
        ...
