"""The token attached to a PDF, by pikepdf. The only file of this package that imports it."""

from __future__ import annotations

import io
import itertools
import zlib

import pikepdf

from verifier.scan.found import UnreadableError, Why

NAME = "credential.jwt"
MAX_TOKEN = 8_192  # bytes; the verifier refuses a longer one anyway
MAX_ATTACHMENTS = 100


def hold_random_device() -> None:
    """Have the library open its source of randomness and keep it, while files can be opened.

    It wants it to read a PDF under AES-256, even one that opens without a password.
    """
    locked = pikepdf.Encryption(owner="", user="", R=6)
    pikepdf.new().save(io.BytesIO(), encryption=locked)


def attached_tokens(data: bytes) -> list[str]:
    """Return what is attached to a PDF under our name, once for each way it can be reached.

    Touches neither pages nor scripts nor other attachments. Raises `UnreadableError`.
    """
    try:
        with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
            attached = itertools.islice(pdf.attachments.items(), MAX_ATTACHMENTS)
            return [
                _unpack(stream)
                for key, spec in attached
                if NAME in {key, spec.filename}
                for stream in _streams(spec)
            ]
    except pikepdf.PasswordError as exc:
        raise UnreadableError(Why.LOCKED) from exc
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError, zlib.error) as exc:
        raise UnreadableError(Why.NOT_READABLE) from exc


def _streams(spec: pikepdf.AttachedFileSpec) -> list[pikepdf.Stream]:
    """Return the streams of one attachment: it can hold another for each of its names."""
    files = spec.obj.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return []
    return [file for _, file in files.items() if isinstance(file, pikepdf.Stream)]


def _unpack(stream: pikepdf.Stream) -> str:
    """Return a stream's text; a bomb is let go as soon as it is longer than a token."""
    packed = stream.read_raw_bytes()
    match _filters(stream):
        case []:
            data = packed
        case ["/FlateDecode"]:
            data = zlib.decompressobj().decompress(packed, MAX_TOKEN + 1)
        case _:
            raise UnreadableError(Why.NOT_READABLE)
    if len(data) > MAX_TOKEN:
        raise UnreadableError(Why.TOO_LARGE)
    return data.decode("ascii", "replace")


def _filters(stream: pikepdf.Stream) -> list[str]:
    names = stream.get("/Filter", pikepdf.Array())
    return [str(name) for name in (names if isinstance(names, pikepdf.Array) else [names])]
