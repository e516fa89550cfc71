"""What is held about a person, as a page that anybody can read and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

from issuer.privacy.ports import Access
from issuer.privacy.trace import Held

_TITLES = {
    "person": "The person",
    "application": "Applications",
    "dossier_entry": "Documents of the dossier",
    "score_sheet": "Score sheets",
    "attempt": "Exam results and decisions",
    "appeal": "Appeals",
    "review": "Doubts about decisions",
    "certificate": "Certificates",
    "holder": "Names on certificates",
    "credential": "Signed credentials",
    "drawing": "PDFs handed out (digests)",
    "statement": "Reports of learning systems",
    "candidate_link": "Links to the candidate's page",
    "holder_link": "Links to the holder's page",
    "share": "The public page",
    "fresh_code": "Codes that were mailed",
    "holder_request": "Requests of the holder",
    "education_claim": "Continuing education that the holder entered",
    "education_proof": "Files that the holder sent",
    "idempotency": "Requests of programs",
    "message": "Messages",
    "complaint": "Complaints",
    "event": "The record of events",
}
_SECRET = frozenset(
    {"folded", "salt", "commitment", "hash", "request_digest", "contact", "receipt"}
)
_FILES = {"education_proof": ("claim", "media_type", "content")}  # name, type and bytes of each
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
# Whoever complained about somebody is not shown to them; a person decides what they are told.
_OTHERS = {"complaint": frozenset({"words", "typed", "received_by"})}
_KEPT_BACK = frozenset({"complaint_entry"})
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}th{width:14rem}h2{margin-top:2.5rem}"
    "@media (prefers-color-scheme:dark){body{background:#111;color:#eee}th,td{border-color:#555}}"
)


def person_json(held: Held, accesses: Sequence[Access], *, at: datetime) -> bytes:
    """Return all of it for a program."""
    told = {
        "person": held.trace.person,
        "made": at.isoformat(),
        "held": {name: plain_rows(rows) for name, rows in held.rows.items() if rows},
        "read_by": [
            {"at": each.at.isoformat(), "by": each.actor, "what": each.what, "of": each.subject}
            for each in accesses
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def person_page(held: Held, accesses: Sequence[Access], *, body: str, at: datetime) -> bytes:
    """Return all of it as one HTML page, with nothing to load from elsewhere."""
    return "".join(_page(held, accesses, body, at)).encode()


def without_others(held: Held) -> Held:
    """Return what is held without the words by which somebody else could be known."""
    rows = {
        name: [{n: v for n, v in row.items() if n not in _OTHERS.get(name, ())} for row in told]
        for name, told in held.rows.items()
        if name not in _KEPT_BACK
    }
    return Held(held.trace, rows)


def held_page(held: Held, *, title: str) -> bytes:
    """Return what is held as a page of its own under `title`."""
    return "".join([_head(title), *_rows(held), "</body></html>"]).encode()


def files_of(held: Held) -> dict[str, bytes]:
    """Return the files that somebody sent, by the names under which they are handed out."""
    found = {}
    for table, (name, media_type, content) in _FILES.items():
        for row in held.rows.get(table, ()):
            found[f"{row[name]}.{_ENDINGS[row[media_type]]}"] = bytes(row[content])
    return found


def plain_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as JSON has them: documents opened, digests in hex, no helper columns."""
    return [_plain(row) for row in rows]


def _page(held: Held, accesses: Sequence[Access], body: str, at: datetime) -> Iterator[str]:
    yield _head(f"What we hold about {held.trace.person}")
    yield "<h1>What we hold about you</h1>"
    yield f"<p>{escape(body)} holds this under the reference <b>{escape(held.trace.person)}</b>, "
    yield f"as of {at:%Y-%m-%d %H:%M} UTC. data.json beside this page says the same for programs."
    yield "</p>"
    yield from _rows(held)
    yield "<h2>Who read it</h2>"
    yield "<p>Of the last twelve months.</p>" if accesses else "<p>Nobody is on record.</p>"
    for each in accesses:
        who = {"at": each.at.isoformat(), "by": each.actor, "what": each.what, "of": each.subject}
        yield from _table(who)
    yield "</body></html>"


def _head(title: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
    )


def _rows(held: Held) -> Iterator[str]:
    for name, rows in held.rows.items():
        if not rows:
            continue
        yield f"<h2>{escape(_TITLES.get(name, name))}</h2>"
        for row in rows:
            yield from _table(_plain(row))


def _table(row: Mapping[str, Any]) -> Iterator[str]:
    yield "<table>"
    for name, value in row.items():
        yield f'<tr><th scope="row">{escape(name.replace("_", " "))}</th><td>'
        yield from _cell(value)
        yield "</td></tr>"
    yield "</table>"


def _cell(value: Any) -> Iterator[str]:
    match value:
        case dict():
            yield from _table(value)
        case list() if value:
            yield "<ul>"
            for each in value:
                yield "<li>"
                yield from _cell(each)
                yield "</li>"
            yield "</ul>"
        case None | "" | []:
            yield "none"
        case _:
            yield escape(str(value))


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row; the bytes of a file (`files_of`) are not among its words."""
    left_out = _SECRET | {content for *_, content in _FILES.values()}
    return {name: _value(value) for name, value in row.items() if name not in left_out}


def _value(value: Any) -> Any:
    """Return a value as JSON has it; documents are opened, digests are in hex."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return _opened(bytes(value))
        case _:
            return value


def _opened(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.hex()
