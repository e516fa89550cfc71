"""What happened to a certificate, read from the chain of events: when, what, who, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from issuer.credentials.certificate import Certificate
from issuer.evidence.chain import Opened
from issuer.store.database import Database
from issuer.web.admin.event_words import event_in_words, is_history
from issuer.web.admin.words import PUBLIC_CLASSES, cause_in_words, reason_in_words

SHOWN = 200  # events, the newest

_WAYS = {"api:": "program", "cli:": "command line"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history. `who` is None where it was erased.

    `stated` is the day that the decision names, where it is not that of the record; `request` the
    request by which it was done; `successor` the newer certificate; `public` the class of the
    reason, in words.
    """

    at: datetime
    what: str
    who: str | None
    why: str | None
    note: str | None
    stated: date | None = None
    review: date | None = None
    asked_by: str | None = None
    request: str | None = None
    successor: str | None = None
    predecessor: str | None = None
    public: str | None = None


def history_of(certificate: Certificate, database: Database) -> list[Happening]:
    """Return what happened to a certificate, the newest first, its decision last."""
    with database.reading() as unit:
        own = unit.chain.newest(SHOWN, subject=certificate.number)
        decided = unit.chain.newest(SHOWN, subject=certificate.attempt)
    decisions = (each for each in decided if _data(each).get("scheme") == certificate.scheme)
    return [*_told(own), *_told(decisions)]


def _told(links: Iterable[Opened]) -> Iterator[Happening]:
    for opened in links:
        if not is_history(opened.link.kind):
            continue
        data = _data(opened)
        why = reason_in_words(data.get("reason")) or cause_in_words(data.get("cause"))
        yield Happening(
            at=opened.link.at,
            what=event_in_words(opened.link.kind),
            who=_who(data),
            why=why or data.get("why"),
            note=data.get("note"),
            stated=_day(data.get("effective")),
            review=_day(data.get("review")),
            asked_by=named(data.get("asked_by")),
            request=data.get("request"),
            successor=data.get("successor"),
            predecessor=data.get("replaces"),
            public=PUBLIC_CLASSES.get(data.get("public", "")),
        )


def _data(opened: Opened) -> dict[str, str]:
    """Return what the event says, empty where a person's data was erased."""
    if opened.data is None:
        return {}
    return {name: str(value) for name, value in json.loads(opened.data).items()}


def _who(data: dict[str, str]) -> str | None:
    if data.get("author_kind") == "rule":
        return f"by the scheme's rule, for which {data['author']} answers"
    return named(data.get("author") or data.get("actor"))


def named(actor: str | None) -> str | None:
    """Return who it was and from where: the desk needs no word for itself."""
    if actor == "duties":
        return "by the clock"
    for prefix, way in _WAYS.items():
        if actor is not None and actor.startswith(prefix):
            return f"{actor.removeprefix(prefix)} ({way})"
    return actor


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
