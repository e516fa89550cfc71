"""The bytes of a document, loaded strictly."""

from __future__ import annotations

from collections.abc import Mapping

from issuer.certification.errors import DocumentError, Fault
from verifier.strict_json import StrictJsonError, load_object

MAX_BYTES = 16 * 1024
MAX_DEPTH = 6


def load_members(
    data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Mapping[str, object]:
    """Return the members of the JSON object that `data` is, or raise `DocumentError`."""
    try:
        return load_object(data, max_bytes=max_bytes, max_depth=max_depth)
    except StrictJsonError as exc:
        raise DocumentError([Fault("document", str(exc))]) from exc
