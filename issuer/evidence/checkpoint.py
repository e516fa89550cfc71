"""A checkpoint (C2SP tlog-checkpoint): how long the record was, and the root over all of it.

Signed and kept where the database's owner cannot reach, it makes the past final: whoever rewrites
the whole chain afterwards, or puts an older copy back, contradicts it.
"""

from __future__ import annotations

import base64
import re
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass

from issuer.evidence.note import NoteError, NoteKey, open_note, sign_note
from keys import ed25519

_ROOT_SIZE = 32  # bytes
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` events of the record called `origin` have the Merkle root `root`."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return it as the text of a note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin_of(url: str) -> str:
    """Return the name of the record of the body at `url`: its address without a scheme."""
    return f"{url.partition('://')[2].rstrip('/')}/record"


def sign_checkpoint(checkpoint: Checkpoint, key: ed25519.PrivateKey) -> str:
    """Return the note of a checkpoint, signed under its origin."""
    return sign_note(checkpoint.text(), key, checkpoint.origin)


def read_checkpoint(note: bytes, keys: Iterable[NoteKey]) -> Checkpoint:
    """Return the checkpoint in a note that one of `keys` has signed, or raise `NoteError`."""
    lines = open_note(note, keys).split("\n")
    if len(lines) < 4 or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - three, and the end
        raise NoteError("not a checkpoint")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (Error, ValueError) as exc:
        raise NoteError("not a checkpoint") from exc
    if len(root) != _ROOT_SIZE:
        raise NoteError("not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)
