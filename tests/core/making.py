"""Tokens and lists with one thing wrong, and the verifier that judges them.

Keys come from their labels and signatures are deterministic (RFC 6979), so what is made here is
the same each time. These keys are public: whoever trusts one trusts everybody.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from keys.es256 import PrivateKey
from keys.jwk import key_id
from keys.keyring import Keyring, Purpose, TrustedKey
from tests.factories import ISSUER, NOON, YEAR, FakeLedger, make_credential
from verifier.credential import TYP, Credential, load_claims, parse_payload
from verifier.jws import Header
from verifier.ledger import Ledger
from verifier.status_list import Status, pack
from verifier.status_lists import StatusLists, StatusUnavailableError
from verifier.status_token import TYP as LIST_TYP
from verifier.trust import STATUS_ISSUER, PinnedTrust, Trust, TrustedIssuer
from verifier.verdict import Verdict
from verifier.verify import Verifier

LIST = f"{ISSUER}/s/1"
LIST_SIZE = 64  # entries
SINCE = NOON - 3 * YEAR
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def derive_key(label: str) -> PrivateKey:
    """Return the test key called `label`."""
    digest = hashlib.sha256(b"probatum test key: " + label.encode()).digest()
    return derive_private_key(int.from_bytes(digest), SECP256R1())


KEY = derive_key("credential")
STATUS_KEY = derive_key("status")
STRANGER = derive_key("stranger")


def b64(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signature(message: bytes, key: PrivateKey) -> bytes:
    """Return the 64 bytes R || S that `key` always gives for `message`."""
    der = key.sign(message, ECDSA(SHA256(), deterministic_signing=True))
    r, s = decode_dss_signature(der)
    return r.to_bytes(32) + s.to_bytes(32)


def make_header(key: PrivateKey = KEY, typ: str = TYP) -> bytes:
    """Return the one good header that names `key`."""
    return Header(typ=typ, kid=key_id(key.public_key())).to_bytes()


def make_jws(payload: bytes, *, key: PrivateKey = KEY, header: bytes | None = None) -> str:
    """Return a token over any bytes at all, with a genuine signature by `key`."""
    signed = f"{b64(make_header(key) if header is None else header)}.{b64(payload)}"
    return f"{signed}.{b64(signature(signed.encode(), key))}"


def make_token(*, key: PrivateKey = KEY, **changes: Any) -> str:
    """Return a genuine token, in force at NOON but for `changes`."""
    return make_jws(make_credential(**changes).to_payload(), key=key)


def payload_with(**changes: Any) -> bytes:
    """Return a good payload in which `changes` replace claims, in their places; None drops one."""
    claims = json.loads(make_credential().to_payload())
    claims = {name: changes.pop(name, value) for name, value in claims.items()}
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    return serialize(claims)


def read(payload: bytes) -> Credential:
    """Return the credential that a payload says, or raise `MalformedError`, as step 5 does."""
    return parse_payload(payload, load_claims(payload))


def serialize(claims: Mapping[str, Any]) -> bytes:
    """Return `claims` without spaces, in UTF-8 (half a surrogate pair stays an escape)."""
    text = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def compress(packed: bytes) -> str:
    """Return `lst` in stored blocks, whose bytes are the same with every zlib."""
    return b64(zlib.compress(packed, 0))


def list_claims(
    statuses: Mapping[int, Status] | None = None,
    *,
    issued: datetime = NOON,
    uri: str = LIST,
    size: int = LIST_SIZE,
) -> dict[str, Any]:
    """Return the claims of a good list, to change one of."""
    seconds = int(issued.timestamp())
    packed = pack((statuses or {}).items(), size=size).packed
    return {
        "iss": uri.partition("/s/")[0] + STATUS_ISSUER,
        "sub": uri,
        "iat": seconds,
        "exp": seconds + 86_400,
        "ttl": 300,
        "status_list": {"bits": 2, "lst": compress(packed)},
    }


def sign_list(claims: Mapping[str, Any], *, key: PrivateKey = STATUS_KEY) -> str:
    """Return the token of a list that says `claims`."""
    return make_jws(serialize(claims), key=key, header=make_header(key, LIST_TYP))


def make_list(
    statuses: Mapping[int, Status] | None = None,
    *,
    issued: datetime = NOON,
    key: PrivateKey = STATUS_KEY,
    uri: str = LIST,
    **changes: Any,
) -> str:
    """Return a genuine list token; `changes` replace or add claims."""
    return sign_list(list_claims(statuses, issued=issued, uri=uri) | changes, key=key)


def trust_key(key: PrivateKey = KEY, *, issuer: str = ISSUER, **changes: Any) -> TrustedKey:
    """Return a credential key that `issuer` has used since SINCE, with `changes`."""
    fields = {"purpose": Purpose.CREDENTIAL, "since": SINCE, "key": key.public_key()}
    return TrustedKey(issuer=issuer, **fields | changes)


def trust_status_key(key: PrivateKey = STATUS_KEY, *, issuer: str = ISSUER, **c: Any) -> TrustedKey:
    """Return a status key that `issuer` has used since SINCE, with changes."""
    return trust_key(key, issuer=issuer + STATUS_ISSUER, **{"purpose": Purpose.STATUS} | c)


def make_issuer(*keys: TrustedKey, url: str = ISSUER, keys_as_of: datetime = NOON) -> TrustedIssuer:
    """Return an issuer with `keys`, or else with KEY and STATUS_KEY."""
    ring = Keyring(keys or (trust_key(issuer=url), trust_status_key(issuer=url)))
    return TrustedIssuer(url, "Example Board", "+1 555 0100", ring, keys_as_of, {})


@dataclass
class Offered:
    """A `ListSource` that offers what it is told to, nothing else, and knows what was asked."""

    tokens: dict[str, str] = field(default_factory=lambda: {LIST: make_list()})
    asked: list[str] = field(default_factory=list)

    def fetch(self, uri: str) -> str:
        """Return the token offered for `uri`."""
        self.asked.append(uri)
        if uri not in self.tokens:
            raise StatusUnavailableError("nothing is offered")
        return self.tokens[uri]

    def offer(self, token: str, uri: str = LIST) -> None:
        """Offer `token` for `uri` from now on."""
        self.tokens[uri] = token


class World:
    """A verifier that believes some issuers, what it is offered, and the ledgers it may ask."""

    def __init__(
        self,
        *issuers: TrustedIssuer,
        ledgers: Mapping[str, Ledger] | None = None,
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        """Believe `issuers` (one good one if none is given) and offer `tokens` by URI."""
        self.source = Offered() if tokens is None else Offered(dict(tokens))
        trust = PinnedTrust(Trust(issuers or (make_issuer(),)))
        self.verifier = Verifier(trust, StatusLists(self.source), ledgers or {})

    def verify(self, token: str, *, at: datetime = NOON) -> Verdict:
        """Judge `token`, at NOON if nothing else is said."""
        return self.verifier.verify(token, at=at)


def trust_nobody() -> Verifier:
    """Return a verifier that believes no issuer at all."""
    return Verifier(PinnedTrust(Trust([])), StatusLists(Offered({})))


def on_record(tokens: Iterable[tuple[str, Any]]) -> FakeLedger:
    """Return a ledger that holds `tokens`, each with its entry, by the number of each."""
    ledger = FakeLedger()
    for token, entry in tokens:
        claims = json.loads(unb64(token.split(".")[1]))
        ledger.record(claims["jti"], token, entry)
    return ledger
