"""A certification body that keeps state, and the verifier's world around it: real keys, no mocks.

Start from something valid and change one thing: `body.release(expires=...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from typing import Any

from pydantic_settings import SettingsConfigDict

from keys import es256
from keys.keyring import Keyring, Purpose, TrustedKey
from keys.signer import LocalSigner
from verifier import jws
from verifier.credential import TYP, Credential, StatusReference
from verifier.credential_type import CredentialType, Shown
from verifier.history import Change, History, make_history
from verifier.inquiry import Documents, Inquiry
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.number import CertificateNumber
from verifier.scan.found import Found, NothingFound, Why
from verifier.scan.pool import ReaderBusyError
from verifier.settings import VerifierSettings
from verifier.status_list import Status, pack
from verifier.status_lists import StatusLists, StatusUnavailableError
from verifier.status_token import LIFETIME, StatusList, sign_status_list
from verifier.trust import STATUS_ISSUER, PinnedTrust, Trust, TrustedIssuer
from verifier.verify import Verifier
from verifier.wiring import ReadinessCheck, VerifierWorld

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ISSUER = "https://cert.example.org"
HOST = "cert.example.org"
YEAR = timedelta(days=365)
LIST_SIZE = 1024


def make_number(body: str = "7K3M9QP") -> str:
    """Return a certificate number whose check character fits."""
    return str(CertificateNumber("BTX", body))


def make_credential(**changes: Any) -> Credential:
    """Return a credential in force at NOON, with `changes`."""
    url = changes.get("issuer", ISSUER)
    fields: dict[str, Any] = {
        "issuer": url,
        "type": f"{url}/t/1",
        "number": make_number(),
        "name": "Dr Amélie Example-Santos",
        "profession": "physician",
        "signed": NOON - YEAR,
        "effective": NOON - YEAR,
        "expires": datetime(2027, 11, 20, tzinfo=UTC),
        "status": StatusReference(uri=f"{url}/s/1", index=7),
    }
    if "signed" in changes and "effective" not in changes:
        fields["effective"] = changes["signed"]
    return Credential(**fields | changes)


def make_type(url: str = ISSUER) -> CredentialType:
    """Return the type of every credential made here."""
    return CredentialType(
        url=f"{url}/t/1",
        title="Certificate in Botulinum Toxin Injection for Aesthetic Indications",
        scheme="btx",
        version="2026.1",
        scope=("Glabella in adults", "Forehead in adults", "Lateral canthal lines in adults"),
        everyday=(
            "Frown lines between the brows",
            "Lines across the forehead",
            "Lines beside the eyes",
        ),
        professions={"physician": "physician", "rn": "registered nurse"},
        limits="It is not a licence to practise.",
        shown=Shown(
            licence=True,
            identity=True,
            training_hours=32,
            supervised_cases=10,
            written=True,
            practical=True,
        ),
    )


@dataclass
class FakeLedger:
    """Every released token by number, with where its certificate stands; it can go down."""

    tokens: dict[str, str] = field(default_factory=dict)
    entries: dict[tuple[str, bytes], Entry] = field(default_factory=dict)
    down: bool = False
    acts: dict[str, list[Change]] = field(default_factory=dict)
    zone: tzinfo = UTC
    lost: datetime | None = None

    def history(self, number: str) -> History | None:
        """Return what was done to a certificate since NOON of three years ago."""
        self._check()
        if number not in self.tokens:
            return None
        return make_history(NOON - 3 * YEAR, self.acts.get(number, []), self.zone)

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the entry on record."""
        self._check()
        return self.entries.get((number, digest))

    def may_have_lost(self, signed: datetime | None) -> bool:
        """Tell whether it was released before the record lost what was done since `lost`."""
        return self.lost is not None and (signed is None or signed >= self.lost)

    def token(self, number: str) -> str | None:
        """Return the token on record."""
        self._check()
        return self.tokens.get(number)

    def record(self, number: str, token: str, entry: Entry) -> None:
        """Put a token on record, or change where its certificate stands."""
        self.tokens[number] = token
        self.entries[number, jws.parse(token).digest] = entry

    def _check(self) -> None:
        if self.down:
            raise LedgerUnavailableError("down")


class FakeBody:
    """A certification body: its keys, its list, its ledger. It signs whatever it is told to."""

    def __init__(self, url: str = ISSUER) -> None:
        self.url = url
        self.signer = LocalSigner(es256.generate())
        self.status_signer = LocalSigner(es256.generate())
        self.ledger = FakeLedger()
        self.statuses: dict[int, Status] = {}
        self.listed_at = NOON
        self.lists_down = False
        self.compromised: frozenset[str] = frozenset()
        self.kinds = [make_type(url)]  # the newest last

    @property
    def trusted(self) -> TrustedIssuer:
        """Return this body as a verifier believes it."""
        since = NOON - 3 * YEAR
        status = self.url + STATUS_ISSUER
        ring = Keyring(
            [
                TrustedKey(self.url, Purpose.CREDENTIAL, self.signer.key.public_key(), since),
                TrustedKey(status, Purpose.STATUS, self.status_signer.key.public_key(), since),
            ]
        )
        addresses = (f"{self.url}/t/{serial}" for serial in count(1))
        kinds = [replace(kind, url=url) for kind, url in zip(self.kinds, addresses, strict=False)]
        return TrustedIssuer(
            url=self.url,
            name="Example Certification Board",
            telephone="+1 555 0100",
            keyring=ring,
            keys_as_of=NOON,
            types={kind.url: kind for kind in kinds},
        )

    def sign(self, credential: Credential) -> str:
        """Return a token that is signed, but not on record: what a stolen key makes."""
        header = jws.Header(typ=TYP, kid=self.signer.kid)
        signed = jws.signing_input(header, credential.to_payload())
        return jws.compact(signed, self.signer.sign(signed))

    def release(self, **changes: Any) -> str:
        """Return a token on record, valid but for `changes`."""
        credential = make_credential(issuer=self.url, **changes)
        token = self.sign(credential)
        self.ledger.record(credential.number, token, Entry(Status.VALID, None, None))
        return token

    def change(
        self,
        status: Status,
        *,
        number: str | None = None,
        since: datetime | None = None,
        successor: str | None = None,
    ) -> None:
        """Change the state of a certificate on record, and its entry of the list."""
        number = number or make_number()
        self.ledger.acts.setdefault(number, []).append(Change(status, since or NOON - YEAR))
        self.statuses[7] = status
        token = self.ledger.tokens[number]
        self.ledger.record(number, token, Entry(status, since, successor))

    def fetch(self, uri: str) -> str:
        """Return the signed list; this makes the body a `ListSource`."""
        if self.lists_down:
            raise StatusUnavailableError("down")
        status_list = StatusList(
            uri=uri,
            issued=self.listed_at,
            expires=self.listed_at + LIFETIME,
            bits=pack(self.statuses.items(), size=LIST_SIZE),
            compromised=self.compromised,
        )
        return sign_status_list(status_list, issuer=self.trusted, signer=self.status_signer)


@dataclass
class FakeDocuments:
    """Reads documents that it was told of, by their bytes; it can be busy."""

    known: dict[bytes, Found] = field(default_factory=dict)
    is_busy: bool = False

    def read(self, data: bytes) -> Found:
        """Return what was told of `data`."""
        if self.is_busy:
            raise ReaderBusyError("busy")
        return self.known.get(data, NothingFound(Why.NO_CODE))


def make_token(body: FakeBody | None = None, **changes: Any) -> str:
    """Return a token in force at NOON, with `changes`; signed, and not on record."""
    body = body or FakeBody()
    return body.sign(make_credential(issuer=body.url, **changes))


class _ToldSettings(VerifierSettings):
    model_config = SettingsConfigDict(env_prefix="NOT_READ_BY_TESTS_")


def make_settings(**changes: Any) -> VerifierSettings:
    """Return settings that are told, and not read from where the tests run."""
    return _ToldSettings(**changes)


def make_world(
    body: FakeBody | None = None,
    *,
    has_ledger: bool = True,
    documents: Documents | None = None,
    clock: Callable[[], datetime] = lambda: NOON,
    hosts: frozenset[str] = frozenset({HOST}),
    readiness: Mapping[str, ReadinessCheck] | None = None,
    concern: str = "",
    **settings: Any,
) -> VerifierWorld:
    """Return a verifier's world that believes `body` alone, and asks its ledger if it has one."""
    body = body or FakeBody()
    trust = PinnedTrust(Trust([body.trusted]))
    ledgers = {body.url: body.ledger} if has_ledger else {}
    verifier = Verifier(trust, StatusLists(body), ledgers)
    return VerifierWorld(
        settings=make_settings(**settings),
        clock=clock,
        trust=trust,
        inquiry=Inquiry(verifier, documents or FakeDocuments()),
        hosts=hosts,
        readiness=readiness or {},
        concern=concern,
    )
