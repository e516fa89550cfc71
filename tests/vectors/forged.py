"""Vectors whose token fails steps 1 to 4: spelling, header, issuer, key and signature."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from keys.jwk import key_id, to_jwk
from keys.keyring import Purpose
from tests.core.making import (
    DAY,
    ISSUER,
    KEY,
    NOON,
    SECOND,
    STATUS_KEY,
    STRANGER,
    YEAR,
    b64,
    derive_key,
    make_header,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    payload_with,
    serialize,
    trust_key,
    trust_status_key,
    unb64,
)
from tests.vectors.case import Case, Record
from tests.vectors.genuine import ORDER
from tests.vectors.headers import HEADERS
from verifier.verdict import Reason

TOKEN = make_token()
HEAD, BODY, TAIL = TOKEN.split(".")
PAYLOAD = payload_with()
OTHER = "https://other.example"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def forged() -> Iterator[tuple[str, Case]]:
    """Yield these vectors of the folder `refused`, by name."""
    for name, (why, token) in _spellings().items():
        yield name, Case(why=why, reason=Reason.MALFORMED, token=token)
    for name, (why, change) in HEADERS.items():
        token = make_jws(PAYLOAD, header=change(make_header()))
        yield name, Case(why=why, reason=Reason.MALFORMED, token=token)
    yield "alg-hs256-public-key", _key_confusion()
    for name, url in ISSUERS.items():
        token = make_jws(payload_with(iss=url))
        why = "Only the exact address is believed; nothing resolves, folds or strips it."
        yield f"issuer-{name}", Case(why=why, reason=Reason.UNKNOWN_ISSUER, token=token)
    yield from _wrong_keys()
    yield from _limits()
    for name, (why, token) in _signatures().items():
        yield name, Case(why=why, reason=Reason.ALTERED, token=token)


def _spellings() -> dict[str, tuple[str, str]]:
    stray = ALPHABET[ALPHABET.index(TAIL[-1]) ^ 1]
    wide = make_jws(payload_with(name="\u00fe\u00ff" * 20))
    too_long = f"{HEAD}.{'A' * (8191 - len(HEAD) - len(TAIL))}.{TAIL}"
    return {
        "empty": ("There is nothing.", ""),
        "two-segments": ("The signature is missing.", f"{HEAD}.{BODY}"),
        "four-segments": ("One segment too many.", f"{TOKEN}.{TAIL}"),
        "five-segments": ("The shape of an encrypted token.", f"{HEAD}.{BODY}.A.{BODY}.{TAIL}"),
        "empty-signature": ("The third segment is empty.", f"{HEAD}.{BODY}."),
        "padded-signature": ("base64url here has no padding.", TOKEN + "=="),
        "padded-payload": ("base64url here has no padding.", f"{HEAD}.{BODY}=.{TAIL}"),
        "standard-alphabet": ("`+` and `/`.", wide.replace("-", "+").replace("_", "/")),
        "stray-bits": ("The last character has bits that no byte needs.", TOKEN[:-1] + stray),
        "odd-length": ("No bytes give a segment of 4n + 1 characters.", f"{HEAD}.{BODY}.{TAIL}AAA"),
        "leading-space": ("A space before it.", " " + TOKEN),
        "trailing-newline": ("A newline after it.", TOKEN + "\n"),
        "zero-width-space": ("What nobody sees is there all the same.", TOKEN + "\u200b"),
        "soft-hyphen": (
            "What nobody sees is there all the same.",
            TOKEN[:99] + "\xad" + TOKEN[99:],
        ),
        "nul": ("A NUL after it.", TOKEN + "\0"),
        "lone-surrogate": ("Half a surrogate pair, which is no Unicode.", TOKEN + "\ud800"),
        "look-alike-letter": ("A Cyrillic letter.", TOKEN.replace("J", "\u0408", 1)),
        "tilde": (
            "An SD-JWT is for wallets; the verifier reads the token without `~`.",
            TOKEN + "~",
        ),
        "too-long": ("8,193 characters.", too_long),
        "signature-63-bytes": ("A byte short.", f"{HEAD}.{BODY}.{b64(unb64(TAIL)[:-1])}"),
        "signature-65-bytes": ("A byte long.", f"{HEAD}.{BODY}.{b64(unb64(TAIL) + b'A')}"),
        "signature-der": (
            "The signature in ASN.1.",
            f"{HEAD}.{BODY}.{b64(_der(unb64(TAIL)))}",
        ),
        "list-as-credential": ("A genuine status list token.", make_list()),
        "payload-empty-object": ("No issuer to ask.", make_jws(b"{}")),
        "payload-list": ("JSON, and no object.", make_jws(b"[]")),
        "payload-null": ("JSON, and nothing in it.", make_jws(b"null")),
        "payload-utf16": ("Not UTF-8.", make_jws(PAYLOAD.decode().encode("utf-16-le"))),
        "payload-byte-order-mark": ("A mark before the text.", make_jws(b"\xef\xbb\xbf" + PAYLOAD)),
        "payload-overlong-utf8": ("A slash in two bytes.", make_jws(PAYLOAD + b"\xc0\xaf")),
        "payload-nested": ("Brackets without end.", make_jws(b"[" * 5900)),
        "iss-missing": ("No issuer to ask.", make_jws(payload_with(iss=None))),
        "iss-number": ("An issuer is text.", make_jws(payload_with(iss=1))),
    }


ISSUERS = {
    "unknown": OTHER,
    "slash": ISSUER + "/",
    "suffix": ISSUER + ".evil.example",
    "port": ISSUER + ":443",
    "user": "https://cert.example.org@evil.example",
    "upper-case": "https://CERT.example.org",
    "http": "http://cert.example.org",
    "dot": ISSUER + ".",
    "homograph": "https://cert.ex\u0430mple.org",
    "proto": "__proto__",
    "empty": "",
}


def _key_confusion() -> Case:
    header = make_header().replace(b"ES256", b"HS256")
    signed = f"{b64(header)}.{b64(PAYLOAD)}"
    public = serialize(to_jwk(KEY.public_key()))
    tag = hmac.new(public, signed.encode(), hashlib.sha512).digest()
    why = "An HMAC keyed with the public key, under its name."
    return Case(why=why, reason=Reason.MALFORMED, token=f"{signed}.{b64(tag)}")


def _wrong_keys() -> Iterator[tuple[str, Case]]:
    signed = NOON - YEAR
    strange = make_token(key=STRANGER)
    yield (
        "key-unknown",
        Case(why="A key that the issuer does not have.", reason=Reason.ALTERED, token=strange),
    )
    yield (
        "key-unknown-to-an-old-key-set",
        Case(
            why="The issuer may have a new key: the key set is 24 hours old.",
            reason=Reason.STALE,
            token=strange,
            issuers=(make_issuer(keys_as_of=NOON - DAY),),
            shown=False,
        ),
    )
    yield (
        "key-of-the-lists",
        Case(
            why="The key of the lists signs no credentials.",
            reason=Reason.ALTERED,
            token=make_token(key=STATUS_KEY),
        ),
    )
    rings = {
        "key-of-checkpoints": (trust_key(), trust_key(STRANGER, purpose=Purpose.CHECKPOINT)),
        "key-too-early": (trust_key(STRANGER, since=signed + SECOND),),
        "key-too-late": (trust_key(STRANGER, until=signed),),
    }
    for name, ring in rings.items():
        yield (
            name,
            Case(
                why="A key of the issuer's, for something else or at another time.",
                reason=Reason.ALTERED,
                token=strange,
                issuers=(make_issuer(*ring, trust_status_key()),),
            ),
        )
    other = make_issuer(trust_key(STRANGER, issuer=OTHER), url=OTHER)
    yield (
        "key-of-another-issuer",
        Case(
            why="The key of one believed issuer over the address of another.",
            reason=Reason.ALTERED,
            token=strange,
            issuers=(make_issuer(), other),
        ),
    )
    yield (
        "nobody-is-believed",
        Case(why="No issuer at all.", reason=Reason.UNKNOWN_ISSUER, token=TOKEN, issuers=()),
    )
    yield (
        "not-on-record",
        Case(
            why="A genuine signature over what the ledger never released: a stolen key.",
            reason=Reason.ALTERED,
            token=TOKEN,
            ledger={ISSUER: Record()},
        ),
    )


def _limits() -> Iterator[tuple[str, Case]]:
    """Yield what a reader must and must not read before it has seen a signature."""
    for name, inner, reason in (
        ("unsigned-512-brackets", "[" * 511 + "]" * 511, Reason.ALTERED),
        ("unsigned-513-brackets", "[" * 512 + "]" * 512, Reason.MALFORMED),
        ("unsigned-20-digits", "9" * 20, Reason.ALTERED),
        ("unsigned-21-digits", "9" * 21, Reason.MALFORMED),
        ("unsigned-nan", "NaN", Reason.MALFORMED),
    ):
        payload = f'{{"iss":"{ISSUER}","x":{inner}}}'.encode()
        token = f"{HEAD}.{b64(payload)}.{TAIL}"
        why = "Told by what may be read of a payload before its signature."
        yield name, Case(why=why, reason=reason, token=token)


def _signatures() -> dict[str, tuple[str, str]]:
    renamed = b64(payload_with(name="Dr Mallory"))
    kid = key_id(KEY.public_key())
    borrowed = make_jws(PAYLOAD, key=derive_key("thief"), header=make_header(KEY))

    def numbers(r: int, s: int) -> str:
        return f"{HEAD}.{BODY}.{b64(r.to_bytes(32) + s.to_bytes(32))}"

    room = 8192 - len(HEAD) - len(TAIL) - 2  # of the second segment
    long = b64(payload_with(name="x" * (room * 3 // 4 - len(payload_with(name="")))))
    return {
        "longest": ("8,192 characters are read, and its signature.", f"{HEAD}.{long}.{TAIL}"),
        "payload-changed": ("Another name, the same signature.", f"{HEAD}.{renamed}.{TAIL}"),
        "signature-changed": ("One bit of it.", f"{HEAD}.{BODY}.B{TAIL[1:]}"),
        "signature-of-another": (
            "The signature of another genuine token.",
            f"{HEAD}.{BODY}.{make_token(name='Other').split('.')[2]}",
        ),
        "signature-of-a-thief": (f"Another key under the name {kid}.", borrowed),
        "signature-zeros": ("r = 0 and s = 0.", numbers(0, 0)),
        "signature-ones": ("r = 1 and s = 1.", numbers(1, 1)),
        "signature-order": ("r = n and s = n.", numbers(ORDER, ORDER)),
        "signature-largest": ("Beyond every range.", numbers(2**256 - 1, 2**256 - 1)),
    }


def _der(raw: bytes) -> bytes:
    halves = [int.from_bytes(half).to_bytes(33).lstrip(b"\0") for half in (raw[:32], raw[32:])]
    halves = [b"\0" + half if half[0] & 0x80 else half for half in halves]
    body = b"".join(b"\x02" + bytes([len(half)]) + half for half in halves)
    return b"\x30" + bytes([len(body)]) + body
