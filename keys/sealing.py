"""Sealing key files by a passphrase, and opening them again, in place."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from keys.files import KeyFileError, flush_folder, is_sealed, parse_key, read_owned, write_key


def reseal(path: Path, *, old: bytes | None, new: bytes | None) -> bool:
    """Write the key in `path` anew, sealed by `new`, or open where that is None.

    Tell whether anything had to be done: a file that `new` opens already stays as it is. The new
    file is complete and on the disk before it takes the old one's name, so that whatever happens
    there is one whole key. Raise `KeyFileError` if `old` does not open it.
    """
    pem = read_owned(path)
    if is_sealed(pem) == (new is not None) and _opens(pem, path.name, new):
        return False
    key = cast("EllipticCurvePrivateKey", parse_key(pem, path.name, old))  # of whatever kind
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)  # left by one that was interrupted
    write_key(key, fresh, new)
    parse_key(read_owned(fresh), fresh.name, new)
    fresh.replace(path)
    flush_folder(path.parent)
    return True


def _opens(pem: bytes, name: str, passphrase: bytes | None) -> bool:
    try:
        parse_key(pem, name, passphrase)
    except KeyFileError:
        return False
    return True


def key_files(folder: Path) -> list[Path]:
    """Return every key file in `folder`, by name."""
    return sorted(path for path in folder.glob("*.pem") if not path.name.startswith("."))
