"""An issuer whose key a stranger holds: what takes it out of use, and what the stranger makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from issuer.credentials.resigning import SETTLES, Resigning
from issuer.custody.compromise import Compromises, Outcome
from issuer.custody.keeping import Custody
from keys.files import read_private_key
from keys.keyring import Purpose
from keys.signer import LocalSigner, Signer
from tests.issuer.board import BODY, Board
from verifier import jws
from verifier.credential import TYP, Credential, StatusReference, load_claims, parse_payload
from verifier.number import CertificateNumber
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import PinnedLists, TrustFile
from verifier.verify import Verifier

HOUR = timedelta(hours=1)
WHY = "the disk was stolen"
_LETTERS = str.maketrans("0123456789", "ZYXWVTSRQP")


@dataclass
class WorstDay:
    """A board, and the services of the worst day over it."""

    board: Board

    @property
    def compromises(self) -> Compromises:
        """Return what takes a key out of use."""
        board = self.board
        vault = board.issuer.keys.vault
        custody = Custody(board.store, BODY.url, vault, timedelta(hours=48))
        return Compromises(board.store, custody, board.publisher, self.resigning)

    @property
    def resigning(self) -> Resigning:
        """Return what signs anew."""
        return Resigning(self.board.issuer, self.board.store)

    def declare(self, kid: str | None = None, **changes: Any) -> Outcome:
        """Say that a stranger may hold a key: the one that signs credentials, unless named."""
        told = {"since": None, "why": WHY, "actor": "Ines", "at": self.board.clock()} | changes
        return self.compromises.declare(kid or self.board.kid(Purpose.CREDENTIAL), **told)

    def settle(self) -> None:
        """Let so much time pass that every worker knows the new key."""
        self.board.clock.advance(int(SETTLES.total_seconds()))

    def sign_anew(self, **options: Any) -> int:
        """Sign all that is to be signed anew."""
        return self.resigning.run(actor="Ines", clock=self.board.clock, **options)

    def trust_file(self) -> TrustFile:
        """Return all that a verifier needs offline, as of now."""
        self.board.trust.forget()
        return self.board.publisher.trust_file()

    def thief(self) -> Signer:
        """Return what signs with the real key, as whoever copied its file can for ever."""
        return LocalSigner(read_private_key(self.board.key_file()))


def offline(file: TrustFile) -> Verifier:
    """Return a verifier that knows a trust file and asks nobody."""
    return Verifier(PinnedTrust(file.trust), StatusLists(PinnedLists(file.lists)))


def credential_of(token: str) -> Credential:
    """Return what a token says."""
    payload = jws.parse(token).payload
    return parse_payload(payload, load_claims(payload))


def signed(credential: Credential, signer: Signer) -> str:
    """Return a credential as a token."""
    text = jws.signing_input(jws.Header(typ=TYP, kid=signer.kid), credential.to_payload())
    return jws.compact(text, signer.sign(text))


def forgeries(genuine: str, thief: Signer, count: int, at: datetime) -> Iterator[str]:
    """Yield tokens in perfect form by the real key: of real numbers and of none, of every date.

    Some change nothing but the name or the moment, some say what no certificate ever said.
    """
    real = credential_of(genuine)
    for serial in range(count):
        mine = str(CertificateNumber("BTX", f"{serial:07d}".translate(_LETTERS)))
        iat = at + (serial % 7 - 5) * HOUR + timedelta(seconds=serial % 59)
        yield signed(
            Credential(
                issuer=real.issuer,
                type=real.type,
                number=real.number if serial % 3 == 0 else mine,
                name=real.name if serial % 5 == 0 else f"Dr Mallory Sample the {serial}th",
                profession=real.profession,
                signed=iat,
                effective=real.effective if serial % 2 else iat,
                expires=real.expires if serial % 4 else iat + (serial + 24) * HOUR,
                status=StatusReference(real.status.uri, serial % 1024),
            ),
            thief,
        )
