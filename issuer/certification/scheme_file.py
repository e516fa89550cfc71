"""From a TOML file to a scheme: read strictly, every mistake with its path and its mend."""

from __future__ import annotations

import hashlib
import re
import tomllib
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from issuer.certification.errors import Fault, SchemeError
from issuer.certification.faults import faults_of
from issuer.certification.scheme import Scheme, SchemeFile
from issuer.certification.scheme_faults import contradictions

MAX_BYTES = 64 * 1024
MAX_LINE = 1200  # bytes; tomllib takes quadratic time and memory over a long dotted key
_POSITION = re.compile(r"\(at (line \d+, column \d+)\)")


def parse_scheme(data: bytes) -> Scheme:
    """Return the scheme that `data`, a TOML file of at most 64 KiB, describes.

    Raises `SchemeError`, and nothing else, for any bytes; each fault names its path in the file.
    """
    table = _load(data)
    try:
        read = SchemeFile.model_validate(table)
    except ValidationError as exc:
        raise SchemeError(faults_of(SchemeFile, exc)) from exc
    faults = list(contradictions(read))
    if faults:
        raise SchemeError(faults)
    return Scheme(**dict(read), digest=hashlib.sha256(data).hexdigest())


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SchemeError([Fault("file", f"make it at most {MAX_BYTES} bytes")])
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > MAX_LINE:
            raise SchemeError([Fault(f"line {number}", f"make it at most {MAX_LINE} bytes")])


def _load(data: bytes) -> dict[str, Any]:
    _check_size(data)
    try:
        # Decimal: a cut score of 72.1 is 72.1, not the nearest binary fraction.
        return tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError as exc:
        raise SchemeError([Fault(f"byte {exc.start}", "save the file as UTF-8")]) from exc
    except ValueError as exc:
        found = _POSITION.search(str(exc))
        where = found[1] if found else "file"
        raise SchemeError(
            [Fault(where, "mend the TOML: it cannot be read here, or says a thing twice")]
        ) from exc
    except RecursionError as exc:
        raise SchemeError([Fault("file", "nest tables and lists less deeply")]) from exc
    except ArithmeticError as exc:
        raise SchemeError([Fault("file", "write numbers without giant exponents")]) from exc
