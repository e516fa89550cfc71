"""The compact JWS of RFC 7515, read strictly: one token has exactly one spelling."""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass

from keys.es256 import ALGORITHM, SIGNATURE_SIZE
from verifier.malformed import MalformedError

MAX_TOKEN = 8_192  # characters of a credential; what fits the QR code is far less
MAX_LIST_TOKEN = 4_194_304  # characters of a status list of 2^20 random entries, with room

_SHAPE = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)
_TO_STANDARD = str.maketrans("-_", "+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_LAST = {  # by length modulo 4: what may stand last, so that its spare bits are 0
    0: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    2: "AQgw",
    3: "AEIMQUYcgkosw048",
}
_HEADER = re.compile(
    rb'\{"alg":"([A-Za-z0-9]{1,16})","typ":"([a-z0-9+-]{1,32})","kid":"([A-Za-z0-9_-]{6})"\}'
)


@dataclass(frozen=True, slots=True)
class UnverifiedJws:
    """A well-formed token of which nothing is believed yet."""

    signing_input: bytes
    header: bytes
    payload: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """Return the token's identity."""
        return digest(self.signing_input)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header may say, and nothing else."""

    typ: str
    kid: str

    def to_bytes(self) -> bytes:
        """Return the one spelling of this header."""
        return f'{{"alg":"{ALGORITHM}","typ":"{self.typ}","kid":"{self.kid}"}}'.encode("ascii")


def parse(token: str, *, limit: int = MAX_TOKEN) -> UnverifiedJws:
    """Split and decode `token`; raise `MalformedError` on any other spelling than the one."""
    if len(token) > limit:
        raise MalformedError(f"{len(token)} characters")
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        raise MalformedError("not three segments of base64url")
    header, payload, signature = shape.groups()
    unverified = UnverifiedJws(
        signing_input=token[: shape.end(2)].encode("ascii"),
        header=_decode(header),
        payload=_decode(payload),
        signature=_decode(signature),
    )
    if len(unverified.signature) != SIGNATURE_SIZE:
        raise MalformedError("the signature is not 64 bytes")
    return unverified


def parse_header(data: bytes, *, typ: str) -> Header:
    """Read a header that says exactly `alg`, `typ` and `kid`, for this `typ` and ES256."""
    match = _HEADER.fullmatch(data)
    if match is None:
        raise MalformedError("not our header")
    alg, found_typ, kid = (group.decode("ascii") for group in match.groups())
    if alg != ALGORITHM or found_typ != typ:
        raise MalformedError("another kind of token")
    return Header(typ=typ, kid=kid)


def signing_input(header: Header, payload: bytes) -> bytes:
    """Return the bytes to sign for `header` and `payload` (RFC 7515 section 5.1)."""
    return _encode(header.to_bytes()) + b"." + _encode(payload)


def digest(signing_input: bytes) -> bytes:
    """Return the SHA-256 of a signing input: a token's identity, whatever its signature.

    ECDSA lets a stranger turn a signature (r, s) into (r, n - s); this does not change.
    """
    return hashlib.sha256(signing_input).digest()


def compact(signed: bytes, signature: bytes) -> str:
    """Return the token of a signing input and its signature."""
    return (signed + b"." + _encode(signature)).decode("ascii")


def _encode(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=")


def _decode(segment: str) -> bytes:
    """Decode base64url whose alphabet was checked; refuse stray bits in the last character."""
    if segment[-1] not in _LAST.get(len(segment) % 4, ""):
        raise MalformedError("not canonical base64url")
    return binascii.a2b_base64(segment.translate(_TO_STANDARD) + "==")
