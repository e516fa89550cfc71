"""Passwords: which are refused, and how they are kept (argon2id). The rules are NIST SP 800-63B's.

Length counts, nothing is demanded of the kinds of characters, nothing expires. What everybody tries
first is refused: common words, rows of keys, and the names of who and where this is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher  # the reference implementation of RFC 9106, bound to C
from argon2.exceptions import InvalidHashError, VerificationError

from issuer.accounts.errors import PasswordError

SHORTEST = 12  # characters
LONGEST = 128  # characters; hashing more would be work for us and nothing for them
_FRESH_LEFT = 6  # letters and digits that must remain when what everybody knows is taken away
_DISTINCT = 5

_COMMON = (
    *("password", "passwort", "passw0rd", "p4ssword", "letmein", "welcome", "iloveyou", "changeme"),
    *("administrator", "administrador", "administrateur", "admin", "secret", "master", "monkey"),
    *("dragon", "football", "baseball", "sunshine", "princess", "superman", "batman", "shadow"),
    *("trustno1", "default", "testing", "hospital", "doctor", "nurse", "physician", "clinic"),
    *("certificate", "certification", "probatum", "qwertz", "azerty", "correcthorsebatterystaple"),
)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_ROW_LENGTH = 4  # so many neighbours are a row
_WORD = re.compile(r"[^\W_]{3,}")

# OWASP's second profile for argon2id: 19 MiB and two passes, about 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# The hash of 32 random bytes that nobody kept: checking it takes as long as checking a real one.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$+9VFyhPGwC40yj4S3lf6SA$"
    "LObU2YN0np5bIXf3toG5TBRVpW5/uU/A8RUpCkPPTuQ"
)


def read_password(typed: str, about: Iterable[str] = ()) -> str:
    """Return a new password in its one form, or raise `PasswordError` saying what to mend.

    `about` are words that anybody would try for this account: names, the body, its address.
    """
    password = _normal(typed)
    if len(password) < SHORTEST:
        raise PasswordError(f"a password has {SHORTEST} characters at least; a sentence is fine")
    if len(password) > LONGEST:
        raise PasswordError(f"a password has {LONGEST} characters at most")
    rest = password.casefold()
    if len(set(rest)) < _DISTINCT:
        raise PasswordError("the password repeats the same few characters")
    for word in sorted({*_COMMON, *_words(about)}, key=len, reverse=True):
        rest = rest.replace(word, "")
    for row in _ROWS:
        rest = _without_rows(_without_rows(rest, row), row[::-1])
    if sum(map(str.isalnum, rest)) < _FRESH_LEFT:
        raise PasswordError(
            "the password is made of names, common words or rows of keys, which are tried first"
        )
    return password


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, in PHC form: with its salt and its costs."""
    return _hasher.hash(password)


def is_password(kept: str | None, typed: str) -> bool:
    """Tell whether `typed` is the password of `kept`; without one it is not, and takes as long."""
    if len(typed) > 4 * LONGEST:
        return False
    try:
        _hasher.verify(kept or _NOBODY, _normal(typed))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def _normal(typed: str) -> str:
    """Return what was typed as SP 800-63B wants it hashed: the same on every keyboard."""
    return unicodedata.normalize("NFKC", typed.encode("utf-8", "replace").decode("utf-8"))


def _words(about: Iterable[str]) -> set[str]:
    return {word for text in about for word in _WORD.findall(_normal(text).casefold())}


def _without_rows(text: str, row: str) -> str:
    kept, place = "", 0
    while place < len(text):
        length = _ROW_LENGTH
        while place + length <= len(text) and text[place : place + length] in row:
            length += 1
        if length > _ROW_LENGTH:
            place += length - 1
        else:
            kept += text[place]
            place += 1
    return kept
