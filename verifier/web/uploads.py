"""Files that people hand in to be checked."""

from __future__ import annotations

from flask import request

from verifier.scan.pool import MAX_DOCUMENT, ReaderBusyError
from verifier.scan.turns import NotYourTurnError
from verifier.web.http.problems import Problem

MAX_UPLOAD = MAX_DOCUMENT + 16_384  # bytes of a body that carries a document, and its wrapping
RETRY_AFTER = 3  # seconds


def uploaded_file(field: str) -> bytes:
    """Return the one file of a multipart form, or raise a `Problem`. Its name is not looked at."""
    files = list(request.files.items(multi=True))
    if len(files) != 1 or files[0][0] != field or request.form:
        raise Problem(400, "malformed_request", f"Send one file, in a part named {field}.")
    data = files[0][1].stream.read()
    if not data:
        raise Problem(400, "malformed_request", "The file is empty.")
    return data


def expect_parts(most: int) -> None:
    """Let the present request have more parts than a form has: call it before the form is read."""
    request.max_form_parts = most


def uploaded_files(field: str) -> list[tuple[str, bytes]]:
    """Return name and content of each file in `field`; an empty one was not chosen."""
    read = ((file.filename or "", file.stream.read()) for file in request.files.getlist(field))
    return [(name, data) for name, data in read if data]


def busy(why: ReaderBusyError | None = None) -> Problem:
    """Return the problem of a reader whose queue is full, or of a caller who fills it."""
    if isinstance(why, NotYourTurnError):
        return Problem(
            429,
            "too_many_documents",
            "Other files from your address are being read just now. Try again in a few seconds.",
            headers={"Retry-After": str(RETRY_AFTER)},
        )
    return Problem(
        503,
        "busy",
        "Many documents are being read just now. Try again in a few seconds.",
        headers={"Retry-After": str(RETRY_AFTER)},
    )
