"""Draws certificate numbers: random, so that one tells nothing of another."""

from __future__ import annotations

import secrets

from verifier.number import check_character

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: 256 is a multiple of 32
_DRAWN = 7  # characters; the eighth checks them


def draw_number(prefix: str) -> str:
    """Return a new certificate number, `{prefix}-XXXX-XXXX`, with 35 random bits.

    One without a digit is drawn again, so that no number reads like a word.
    """
    body = ""
    while body.isalpha() or not body:
        body = "".join([_ALPHABET[byte & 31] for byte in secrets.token_bytes(_DRAWN)])
    body += check_character(prefix, body)
    return f"{prefix}-{body[:4]}-{body[4:]}"
