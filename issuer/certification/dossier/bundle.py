"""One document of a dossier, or many that are recorded together, as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from issuer.certification.dossier.documents import DOCUMENT_KINDS, Document, read_document
from issuer.certification.dossier.strict import MAX_DEPTH, load_members
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.faults import MAX_FAULTS

MANY = "documents"
MAX_DOCUMENTS = 500
MAX_BYTES = 1024 * 1024


def parse_bundle(data: bytes) -> list[Document]:
    """Return the documents that `data`, strict JSON of at most 1 MiB, holds.

    Raises `DocumentError`, naming each path and its mend, and nothing else, for any bytes.
    """
    return read_bundle(load_members(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH + 2))


def read_bundle(members: Mapping[str, object]) -> list[Document]:
    """Return the document that `members` are, or those in their only member `documents`.

    Raises `DocumentError` with the faults of all, at most twenty.
    """
    if MANY not in members:
        return [read_document(members)]
    many = members[MANY]
    if not isinstance(many, list) or not 1 <= len(many) <= MAX_DOCUMENTS:
        raise DocumentError([Fault(MANY, f"give a list of 1 to {MAX_DOCUMENTS} documents")])
    if len(members) > 1:
        raise DocumentError([Fault("document", f"leave out what is beside {MANY}")])
    return _read_all(many)


def _read_all(many: list[object]) -> list[Document]:
    read: list[Document] = []
    faults: list[Fault] = []
    for place, each in enumerate(many):
        try:
            read.append(_read_one(each))
        except DocumentError as exc:
            faults += [_inside(f"{MANY}[{place}]", each, fault) for fault in exc.fields]
    if faults:
        raise DocumentError(faults[:MAX_FAULTS])
    return read


def _read_one(each: object) -> Document:
    if not isinstance(each, dict):
        raise DocumentError([Fault("document", "give an object")])
    return read_document(each)


def _inside(where: str, document: object, fault: Fault) -> Fault:
    """Return a fault of one document as one of the whole; `document` may be a member of its own."""
    kind = document.get("kind") if isinstance(document, dict) else None
    model = DOCUMENT_KINDS.get(kind) if isinstance(kind, str) else None
    is_whole = fault.path == "document" and not (model and "document" in model.model_fields)
    return Fault(where if is_whole else f"{where}.{fault.path}", fault.mend)
