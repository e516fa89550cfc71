"""What a clinic hands in: typed numbers, lists and documents, in one form; within limits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flask import request

from verifier.inquiry import Documents
from verifier.roster.gathering import Gathered, gather, is_document
from verifier.roster.reading import RosterError, decode
from verifier.scan.found import Found
from verifier.scan.pool import ReaderBusyError
from verifier.scan.text import trim
from verifier.web.uploads import expect_parts, uploaded_files

MAX_SHOWN = 200  # rows of one page
MAX_LIST = 200_000  # bytes of text: 200 tokens with names
MAX_DOCUMENTS = 50
MAX_EACH = 10_000_000  # bytes of a document: a phone's photo is half of it
MAX_TOTAL = 60_000_000  # bytes of one request
MAX_NAMED = 2 * MAX_LIST + 65_536  # bytes of a request without its documents
PATIENCE = 20.0  # seconds for all documents of one request; proxies wait for 30
_PARTS = MAX_DOCUMENTS + 10


class Refused(StrEnum):
    """Why the page does not take a list: whole sentences, with places in braces."""

    NOTHING = "Paste numbers, or choose files."
    TOO_LONG = "The list is too long for this page. Check it in parts."
    TOO_MANY = "There are {number} documents. Give at most {most} at a time."
    TOO_LARGE = "{name} is larger than {size} MB."


@dataclass(slots=True)
class PatientDocuments:
    """Reads documents until `PATIENCE` is over; after that each is one that cannot be read now."""

    documents: Documents
    until: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def read(self, data: bytes) -> Found:
        """Return what the document holds; raise `ReaderBusyError` if it must wait too long."""
        if time.monotonic() > self.until:
            raise ReaderBusyError("the whole list took too long")
        return self.documents.read(data)


def given_list() -> Gathered:
    """Return what was typed and handed in, or raise `RosterError`."""
    expect_parts(_PARTS)
    typed, files = trim(request.form.get("text", "")), uploaded_files("file")
    documents = [(name, data) for name, data in files if is_document(data)]
    lists = [data for _, data in files if not is_document(data)]
    if not typed and not files:
        raise RosterError(Refused.NOTHING)
    _check_sizes(typed, lists, documents)
    texts = [text for text in (typed, *map(decode, lists)) if text]
    return gather(texts, documents, most=MAX_SHOWN)


def named_list() -> Gathered:
    """Return the list alone: of the documents only the names were sent, and they come later."""
    expect_parts(_PARTS)
    typed, lists = trim(request.form.get("text", "")), [data for _, data in uploaded_files("file")]
    names = [(name, b"") for name in request.form.getlist("document")]
    if not typed and not lists and not names:
        raise RosterError(Refused.NOTHING)
    _check_sizes(typed, lists, names)
    texts = [text for text in (typed, *map(decode, lists)) if text]
    return gather(texts, names, most=MAX_SHOWN)


def _check_sizes(
    typed: str, lists: Sequence[bytes], documents: Sequence[tuple[str, bytes]]
) -> None:
    if len(typed.encode("utf-8", "surrogatepass")) + sum(map(len, lists)) > MAX_LIST:
        raise RosterError(Refused.TOO_LONG)
    if len(documents) > MAX_DOCUMENTS:
        raise RosterError(Refused.TOO_MANY, number=len(documents), most=MAX_DOCUMENTS)
    for name, data in documents:
        if len(data) > MAX_EACH:
            raise RosterError(Refused.TOO_LARGE, name=name[:60], size=MAX_EACH // 1_000_000)
