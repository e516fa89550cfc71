"""What every view behind the door needs: the secret in the cookie, and what it opens now."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.holder.pages import Opened
from issuer.web.admin.cookie import Cookie
from issuer.web.own_page import secret_in_cookie
from issuer.wiring import IssuerWorld
from verifier.credential_type import CredentialType
from verifier.languages import CODES, ENGLISH, Language, language
from verifier.number import parse_number
from verifier.verdict import Verdict

LOOKS = "120 per minute"  # from one address
CHANGES = "30 per minute"
DRAWINGS = "30 per minute"


@dataclass(frozen=True, slots=True)
class Own:
    """The holder's side of a site. No address names a certificate: the cookie alone does."""

    world: IssuerWorld
    cookie: Cookie

    def secret(self) -> str:
        """Return the secret that the browser holds, or raise `LinkError`."""
        return secret_in_cookie(self.cookie)

    def opened(self) -> Opened:
        """Return what that opens now, or raise `LinkError`."""
        return self.world.holder.pages.open(self.secret(), at=self.world.clock())


def make_own(world: IssuerWorld) -> Own:
    """Return the holder's side of this site."""
    return Own(world, Cookie(world.body.url.startswith("https://"), "probatum-holder"))


def verdict_on(world: IssuerWorld, number: str) -> Verdict:
    """Return what anyone is told now who checks this number."""
    return world.verifier.verify_number(parse_number(number), at=world.clock())


def type_of(world: IssuerWorld, url: str) -> CredentialType | None:
    """Return what a type's address stands for."""
    issuer = world.trust.current().find(world.body.url)
    return None if issuer is None else issuer.types.get(url)


def paper_languages(kind: CredentialType | None) -> list[Language]:
    """Return the languages in which a certificate can be printed: those of its scheme's words."""
    translated = {} if kind is None else kind.translations
    return [ENGLISH, *(language(code) for code in CODES if code in translated)]
