"""Refusals of certification. `code` is public; the message is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Fault(NamedTuple):
    """One mistake in a document: `path` leads to it, `mend` says in the imperative what to do."""

    path: str
    mend: str


class CertificationError(Exception):
    """Base of all; never raised itself."""

    code: str


class SchemeError(CertificationError):
    """The file is no scheme. `faults` has at least one; `path` and `mend` are the first one's."""

    code = "scheme_invalid"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        self.path, self.mend = self.faults[0]
        super().__init__("; ".join(f"{path}: {mend}" for path, mend in self.faults))


class ExamResultError(CertificationError):
    """Strict JSON, but no exam result. `fields` has at least one (path, what to do)."""

    code = "exam_result_invalid"

    def __init__(self, fields: Iterable[Fault]) -> None:
        self.fields = tuple(fields)
        super().__init__("; ".join(f"{path}: {mend}" for path, mend in self.fields))


class ExamResultMalformedError(ExamResultError):
    """Not strict JSON at all: nothing in it can be named."""

    code = "exam_result_malformed"


class ImpartialityError(CertificationError):
    """Who examined a candidate, or is the candidate, does not decide about them."""

    code = "not_impartial"


class AuthorError(CertificationError):
    """The scheme leaves the decision to a person and a rule decided, or the reverse."""

    code = "wrong_author"


class DocumentError(CertificationError):
    """No document of a dossier or a register. `fields` has at least one (path, what to do)."""

    code = "document_invalid"

    def __init__(self, fields: Iterable[Fault]) -> None:
        self.fields = tuple(fields)
        super().__init__("; ".join(f"{path}: {mend}" for path, mend in self.fields))
