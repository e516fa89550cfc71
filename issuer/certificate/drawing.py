"""What a certificate shows, in words, and the two reasons why it cannot be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from issuer.body.look import Look
from issuer.errors import IssuerError


class Paper(StrEnum):
    """The papers a certificate is drawn for; always landscape."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a certificate shows. The same drawing gives the same bytes."""

    number: str
    link: str
    token: str
    name: str
    name_native: str | None
    native_language: str | None  # BCP 47
    profession: str
    scheme_title: str
    scheme_id: str
    scheme_version: str
    scope: tuple[str, ...]
    limits_text: str
    first_issued: date
    effective: date
    valid_through: date
    issuer_name: str
    host: str  # as people type it
    signatory_name: str
    signatory_role: str
    telephone: str
    specimen: bool
    signed_at: datetime  # aware UTC; the PDF's own date
    language: str = "en"  # of the words around the certificate's own
    words_language: str = "en"  # of title, scope and profession; limits are in the scheme's own
    look: Look = field(default_factory=Look)


class UndrawableError(IssuerError):
    """No font of ours has this character. `field` and `character` say which; it is never boxed."""

    code = "undrawable"

    def __init__(self, field: str, character: str) -> None:
        super().__init__(f"{field}: no font for {character!a}")
        self.field = field
        self.character = character


class OverfullError(IssuerError):
    """The texts, or the link, do not fit one page at a size that can be read."""

    code = "overfull"
