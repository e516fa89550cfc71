"""Private keys as files: PKCS #8 PEM, one key a file, readable by its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from keys.es256 import PrivateKey, is_p256
from keys.jwk import key_id

_MAX_SIZE = 16_384  # bytes; a P-256 key in PEM is about 240


class KeyFileError(Exception):
    """The file does not hold a private key that we may use. The message says why, in words."""


def write_private_key(key: PrivateKey, folder: Path) -> Path:
    """Write `key` to `folder/<kid>.pem`, mode 0600, flushed to the disk; never overwrite."""
    path = folder / f"{key_id(key.public_key())}.pem"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    _flush(folder)
    return path


def read_private_key(path: Path) -> PrivateKey:
    """Return the P-256 key in `path`, or raise `KeyFileError` with a sentence that says why not."""
    pem = _read_owned(path)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as exc:
        raise KeyFileError(f"the key file {path.name} is not a private key in PEM form") from exc
    except UnsupportedAlgorithm as exc:
        raise KeyFileError(
            f"the key file {path.name} holds another kind of key than P-256"
        ) from exc
    if not isinstance(key, PrivateKey) or not is_p256(key):
        raise KeyFileError(f"the key file {path.name} holds another kind of key than P-256")
    if path.stem != key_id(key.public_key()):
        raise KeyFileError(f"the key file {path.name} holds a key of another name")
    return key


def _flush(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power, as their contents do."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_owned(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hold us up
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise KeyFileError(f"the key file {path.name} is not a file")
            if stat.S_IMODE(mode) & 0o077:
                raise KeyFileError(f"the key file {path.name} can be read by others: chmod 600 it")
            return file.read(_MAX_SIZE)
    except FileNotFoundError as exc:
        raise KeyFileError(f"the key file {path.name} is missing") from exc
    except OSError as exc:
        raise KeyFileError(f"the key file {path.name} cannot be read") from exc
