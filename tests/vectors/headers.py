"""Headers that are not the one header, by the name of their vector, and why each is refused."""

from __future__ import annotations

from collections.abc import Callable

from keys.jwk import to_jwk
from tests.core.making import STRANGER, serialize
from verifier.status_token import TYP as LIST_TYP

HEADERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "alg-none": ("No algorithm.", lambda h: h.replace(b"ES256", b"none")),
    "alg-lower-case": ("Names are exact.", lambda h: h.replace(b"ES256", b"es256")),
    "alg-es384": ("Another algorithm.", lambda h: h.replace(b"ES256", b"ES384")),
    "alg-number": ("Not text.", lambda h: h.replace(b'"ES256"', b"1")),
    "typ-jwt": ("Another kind of token.", lambda h: h.replace(b"dc+sd-jwt", b"JWT")),
    "typ-of-a-list": ("Another kind.", lambda h: h.replace(b"dc+sd-jwt", LIST_TYP.encode())),
    "typ-missing": ("No type.", lambda h: h.replace(b',"typ":"dc+sd-jwt"', b"")),
    "kid-missing": ("No key's name.", lambda h: h[: h.index(b',"kid"')] + b"}"),
    "kid-long": ("Seven characters.", lambda h: h[:-2] + b'A"}'),
    "kid-path": ("A path, not a name.", lambda h: h[:-8] + b'../../"}'),
    "kid-number": ("Not text.", lambda h: h[:-8][:-1] + b"123456}"),
    "header-jwk": (
        "A key that the token brings along.",
        lambda h: h[:-1] + b',"jwk":' + serialize(to_jwk(STRANGER.public_key())) + b"}",
    ),
    "header-jku": ("An address.", lambda h: h[:-1] + b',"jku":"http://127.0.0.1:9/k"}'),
    "header-x5u": ("An address.", lambda h: h[:-1] + b',"x5u":"http://127.0.0.1:9/c"}'),
    "header-crit": ("A demand.", lambda h: h[:-1] + b',"crit":["exp"]}'),
    "header-b64": ("An unencoded payload.", lambda h: h[:-1] + b',"b64":false}'),
    "header-zip": ("A compressed payload.", lambda h: h[:-1] + b',"zip":"DEF"}'),
    "header-twice": ("A member twice.", lambda h: h[:-1] + b',"alg":"ES256"}'),
    "header-order": (
        "Another order.",
        lambda h: h.replace(b'"alg":"ES256","typ":"dc+sd-jwt"', b'"typ":"dc+sd-jwt","alg":"ES256"'),
    ),
    "header-space": ("A space.", lambda h: h.replace(b",", b", ", 1)),
    "header-escaped": ("An escaped letter.", lambda h: h.replace(b'"alg"', b'"\\u0061lg"')),
    "header-utf16": ("Not ASCII.", lambda h: h.decode().encode("utf-16-le")),
}
