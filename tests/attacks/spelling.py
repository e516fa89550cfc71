"""Changes of a token's text after it was signed."""

from __future__ import annotations

import base64
from collections.abc import Callable

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _insert(token: str, segment: int, at: int, text: str) -> str:
    parts = token.split(".")
    parts[segment] = parts[segment][:at] + text + parts[segment][at:]
    return ".".join(parts)


def _stray_bits(token: str, segment: int) -> str:
    """Set a bit of a segment's last character that no byte needs."""
    parts = token.split(".")
    assert len(parts[segment]) % 4, "every bit of this segment is needed"
    last = ALPHABET.index(parts[segment][-1])
    parts[segment] = parts[segment][:-1] + ALPHABET[last | 1]
    return ".".join(parts)


def _odd_length(token: str, segment: int) -> str:
    """Lengthen a segment to 4n + 1 characters, which no bytes give."""
    parts = token.split(".")
    parts[segment] += "A" * (1 + -len(parts[segment]) % 4)
    return ".".join(parts)


def _standard_alphabet(token: str) -> str:
    return token.replace("-", "+").replace("_", "/")


def _in_der(token: str) -> str:
    """Write the signature as ASN.1 has it."""
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    numbers = [b"\0" * (half[0] > 127) + half for half in (raw[:32], raw[32:])]
    body = b"".join(b"\x02" + bytes([len(number)]) + number for number in numbers)
    der = b"\x30" + bytes([len(body)]) + body
    return signed + "." + base64.urlsafe_b64encode(der).rstrip(b"=").decode()


SPELLINGS: dict[str, Callable[..., str]] = {
    "append": lambda token, text: token + text,
    "prepend": lambda token, text: text + token,
    "insert": _insert,
    "stray bits": _stray_bits,
    "odd length": _odd_length,
    "standard alphabet": _standard_alphabet,
    "lengthen to": lambda token, length: token.ljust(length, "A"),
    "signature in DER": _in_der,
    "replace": lambda token, old, new: token.replace(old, new, 1),
}
