"""JSON as this site writes and reads it: compact, in UTF-8, and never NaN."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from flask.json.provider import JSONProvider

from verifier.strict_json import load_value
from verifier.web.http.bodies import MAX_BODY, MAX_DEPTH


class StrictJson(JSONProvider):
    """Writes only what RFC 8259 knows, and reads no more than that."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Return `obj` as JSON text; what is not JSON raises, as the bug it is."""
        return json.dumps(
            obj, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
        )

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON strictly."""
        data = s.encode("utf-8") if isinstance(s, str) else s
        return load_value(data, max_bytes=MAX_BODY, max_depth=MAX_DEPTH)


def _plain(value: object) -> float:
    """Return what a number of a request is written as again: it was read exactly."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
