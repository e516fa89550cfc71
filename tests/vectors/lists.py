"""Vectors whose token is genuine and whose status list is not what it should be (step 7)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.core.making import (
    DAY,
    ISSUER,
    KEY,
    LIST,
    NOON,
    STATUS_KEY,
    STRANGER,
    b64,
    compress,
    list_claims,
    make_header,
    make_issuer,
    make_jws,
    make_list,
    make_token,
    serialize,
    sign_list,
    trust_key,
    trust_status_key,
)
from tests.vectors.case import Case
from verifier.credential import StatusReference
from verifier.status_token import TYP
from verifier.verdict import Reason

TOKEN = make_token()
GOOD = list_claims()
PACKED = bytes(16)
STREAM = zlib.compress(PACKED, 0)  # stored: the same bytes with every zlib
# 2^20 + 4 entries, as zlib's highest compression has them.
TOO_MANY = "eNrtwTEBAAAAwqD1T-1vBqA" + "A" * 338 + "M4AAD0AAQ"


def wrong_lists() -> Iterator[tuple[str, Case]]:
    """Yield these vectors of the folder `refused`, by name."""
    for name, (why, token) in (_tokens() | _encodings()).items():
        yield (
            f"list-{name}",
            Case(why=why, reason=Reason.STATUS_UNAVAILABLE, token=TOKEN, lists={LIST: token}),
        )
    for name, key in {
        "key-compromised": trust_status_key(compromised=NOON),
        "key-too-early": trust_status_key(since=NOON + DAY),
        "key-too-late": trust_status_key(until=NOON),
        "key-of-the-issuer": trust_key(STATUS_KEY),
    }.items():
        yield (
            f"list-{name}",
            Case(
                why="The list's key may not sign it.",
                reason=Reason.STATUS_UNAVAILABLE,
                token=TOKEN,
                issuers=(make_issuer(trust_key(), key),),
            ),
        )
    yield (
        "idx-beyond-the-list",
        Case(
            why="The list has 64 entries; there is none with index 64.",
            reason=Reason.MALFORMED,
            token=make_token(status=StatusReference(LIST, 64)),
        ),
    )


def _headed(header: bytes) -> str:
    return make_jws(serialize(GOOD), key=STATUS_KEY, header=header)


def _tokens() -> dict[str, tuple[str, str]]:
    header = make_header(STATUS_KEY, TYP)
    good = make_list()
    return {
        "html": ("A page in its place, as a captive portal has.", "<html>Sign in</html>"),
        "cut-short": ("Half of it.", good[: len(good) // 2]),
        "bad-signature": ("Its signature is of nothing.", f"{good.rpartition('.')[0]}.{'A' * 86}"),
        "typ-of-a-credential": ("Another type.", _headed(make_header(STATUS_KEY))),
        "alg-none": ("No algorithm.", _headed(header.replace(b"ES256", b"none"))),
        "unknown-key": ("A key that the issuer does not have.", make_list(key=STRANGER)),
        "credential-key": ("The key of credentials signs no lists.", make_list(key=KEY)),
        "iss-of-credentials": ("Another issuer than `{iss}/status`.", make_list(iss=ISSUER)),
        "another": ("The list of another address.", make_list(uri=f"{ISSUER}/s/2")),
        "exp-before-iat": ("It ended before it began.", make_list(exp=GOOD["iat"] - 1)),
        "iat-text": ("A date in quotes.", make_list(iat=str(GOOD["iat"]))),
        "iat-missing": ("No date.", make_list(iat=None)),
        "exp-missing": ("It never ends.", make_list(exp=None)),
        "compromised-keys-text": ("A list of names, not a name.", make_list(compromised_keys="x")),
    }


def _encodings() -> dict[str, tuple[str, str]]:
    def encoded(lst: object, bits: object = 2) -> str:
        return sign_list(GOOD | {"status_list": {"bits": bits, "lst": lst}})

    raw = zlib.compressobj(0, zlib.DEFLATED, -15)
    return {
        "one-bit": ("One bit an entry cannot say suspended.", encoded(compress(PACKED), 1)),
        "bits-fraction": ("Two bits, spelt 2.0.", encoded(compress(PACKED), 2.0)),
        "padded": ("base64url here has no padding.", encoded(compress(PACKED) + "=")),
        "empty": ("No stream.", encoded("")),
        "no-entries": ("A stream of nothing.", encoded(compress(b""))),
        "not-deflated": ("The entries as they are.", encoded(b64(b"\xaa" * 16))),
        "raw-deflate": ("Without zlib's header.", encoded(b64(raw.compress(PACKED) + raw.flush()))),
        "stream-cut-short": ("Without the last byte.", encoded(b64(STREAM[:-1]))),
        "checksum": ("A wrong checksum.", encoded(b64(STREAM[:-4] + bytes(4)))),
        "more-after": ("A byte after the stream.", encoded(b64(STREAM + b"x"))),
        "two-streams": ("A second stream.", encoded(b64(STREAM * 2))),
        "too-many": ("More than 2^20 entries.", encoded(TOO_MANY)),
    }
