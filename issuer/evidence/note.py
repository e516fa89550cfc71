"""Signed notes (C2SP signed-note): a text, a blank line, and a line for each signature.

Signed with Ed25519 (signature type 0x01): the one that every reader of notes knows.
"""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass

from keys import ed25519

_TYPE = b"\x01"  # Ed25519
_KEY_ID_SIZE = 4  # bytes
_MAX_SIZE = 64 * 1024
_LINE = re.compile(r"\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(r"[^\s+]{1,200}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(Exception):
    """No note, or none that a key we believe has signed. The message says why, in words."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The public half of a key that signs notes: `name+id+key`, as other programs take it."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what no note could name."""
        if not _NAME.fullmatch(self.name) or len(self.public) != ed25519.PUBLIC_SIZE:
            raise ValueError("not a verifier key")

    @property
    def id(self) -> bytes:
        """Return its four bytes."""
        hashed = hashlib.sha256(self.name.encode() + b"\n" + _TYPE + self.public)
        return hashed.digest()[:_KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encode(_TYPE + self.public)}"


def read_note_key(text: str) -> NoteKey:
    """Return the key that a verifier key (`name+id+key`) stands for, or raise `NoteError`."""
    name, _, rest = text.strip().partition("+")
    identity, _, coded = rest.partition("+")
    raw = _decode(coded)
    if raw is None or raw[:1] != _TYPE:
        raise NoteError("not a verifier key of type Ed25519")
    try:
        key = NoteKey(name, raw[1:])
    except ValueError as exc:
        raise NoteError(str(exc)) from exc
    if key.id.hex() != identity:
        raise NoteError("the verifier key does not fit its own name")
    return key


def sign_note(text: str, key: ed25519.PrivateKey, name: str) -> str:
    """Return `text`, which ends in a newline, as a note signed by `key` under `name`."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("the text of a note is whole lines of printable text")
    known = NoteKey(name, ed25519.public_bytes(key))
    signature = known.id + ed25519.sign(text.encode(), key)
    return f"{text}\n\u2014 {name} {_encode(signature)}\n"


def open_note(note: bytes, keys: Iterable[NoteKey]) -> str:
    """Return the text of a note that one of `keys` has signed, or raise `NoteError`.

    Lines of strangers' keys are passed over; a wrong one by a known key is a refusal.
    """
    text, lines = _parts(note)
    known = {(key.name, key.id): key for key in keys}
    signed = False
    for line in lines:
        found = _LINE.fullmatch(line)
        raw = _decode(found[2]) if found else None
        if found is None or raw is None or len(raw) <= _KEY_ID_SIZE:
            raise NoteError("a line below the text is no signature")
        key = known.get((found[1], raw[:_KEY_ID_SIZE]))
        if key is None:
            continue
        if not ed25519.verify(text.encode(), raw[_KEY_ID_SIZE:], key.public):
            raise NoteError("the signature does not fit the text")
        signed = True
    if not signed:
        raise NoteError("no key that we know has signed this")
    return text


def _parts(note: bytes) -> tuple[str, list[str]]:
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise NoteError("not a signed note") from exc
    text, blank, signatures = whole.rpartition("\n\n")
    if (
        len(note) > _MAX_SIZE
        or not blank
        or not signatures.endswith("\n")
        or _CONTROL.search(whole)
    ):
        raise NoteError("not a signed note")
    return f"{text}\n", signatures[:-1].split("\n")


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True)
    except (Error, ValueError):
        return None
    return raw if _encode(raw) == text else None
