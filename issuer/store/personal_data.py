"""One person's rows in every table: found, shown, and taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import (
    ColumnElement,
    Table,
    delete,
    false,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)

from issuer.evidence.chain import Opened
from issuer.notify.message import HOLDER
from issuer.privacy.trace import Held, Standing, Trace
from issuer.store.events import SqlChain
from issuer.store.personal_mentions import EventsAbout, naming
from issuer.store.personal_places import ERASED, NAMED_IN, PLACES, Place
from issuer.store.personal_standing import standing_of
from issuer.store.personal_trace import find_trace, known_references, trace_of_certificate
from issuer.store.tables.evidence import ErasedEventRow, EventDetailRow, EventRow
from issuer.store.tables.issuing import CertificateRow
from issuer.store.tables.notify import MessageRow
from issuer.store.tables.requests import RequestItemRow, RequestRow, SavedSearchRow
from issuer.store.tables.row import Row
from issuer.store.transaction import Transaction

_PAGE = 5000
_NOT_ARCHIVED = frozenset(
    {
        *("event", "idempotency", "message"),
        *("candidate_link", "holder_link", "share", "fresh_code"),
    }
)
_requests, _items = RequestRow.table(), RequestItemRow.table()
_certificates = CertificateRow.table()
_messages = MessageRow.table()
_events, _details = EventRow.table(), EventDetailRow.table()


@dataclass(frozen=True, slots=True)
class SqlPersonalData:
    """Implements `PersonalData`."""

    transaction: Transaction

    def trace(self, person: str) -> Trace | None:
        """Return where the person of this reference stands; None for a stranger."""
        return find_trace(self.transaction.connection, person)

    def references(self) -> list[str]:
        """Return the reference of everybody about whom something is held."""
        return known_references(self.transaction.connection)

    def standing(self, trace: Trace, at: datetime) -> Standing:
        """Return what is open, and what periods may run."""
        return standing_of(self.transaction.connection, trace, at)

    def held(self, trace: Trace) -> Held:
        """Return every row, and every event that is about them."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for place in PLACES:
            table = _table(place.table)
            query = select(table).where(_is_of(place, table, trace))
            for row in self.transaction.connection.execute(query).mappings():
                found = dict(row)
                if found not in rows.setdefault(place.table, []):
                    rows[place.table].append(found)
        own = select(_certificates).where(_certificates.c.number.in_(trace.numbers))
        rows["certificate"] = [dict(r) for r in self.transaction.connection.execute(own).mappings()]
        rows["event"] = list(self._events(trace))
        return Held(trace, rows)

    def of_certificate(self, number: str) -> Held:
        """Return the rows about one certificate, and its holder's dossier."""
        held = self.held(trace_of_certificate(self.transaction.connection, number))
        rows = {name: rows for name, rows in held.rows.items() if name not in _NOT_ARCHIVED}
        return Held(held.trace, rows)

    def events_of_certificate(self, number: str) -> list[Opened]:
        """Return the events about it, its decision and its holder, in order."""
        trace = trace_of_certificate(self.transaction.connection, number)
        seqs = [row["seq"] for row in self._events(trace, erased=True)]
        chain = SqlChain(self.transaction)
        return [opened for seq in seqs for opened in chain.links(seq - 1, 1)]

    def erase(self, trace: Trace, erasure: str) -> list[int]:
        """Take all of it away, with the salts of its events; return the events' numbers."""
        connection = self.transaction.connection
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA secure_delete = ON"))  # zeros, not free pages
        seqs = [row["seq"] for row in self._events(trace)]
        self._erase_details(seqs, erasure)
        for place in PLACES:
            table = _table(place.table)
            found = _is_of(place, table, trace)
            change = update(table).values(place.emptied) if place.emptied else delete(table)
            connection.execute(change.where(found))
        self._empty_notes(trace)
        self._forget_delivered(trace)
        self._unname(trace)
        self._drop_searches(trace)
        return seqs

    def _empty_notes(self, trace: Trace) -> None:
        """Take away what was noted on requests about nobody else."""
        others = select(_items.c.request).where(_items.c.number.not_in(trace.numbers))
        own = select(_items.c.request).where(_items.c.number.in_(trace.numbers))
        query = select(_requests.c.id, _requests.c.terms, _requests.c.why).where(
            _requests.c.id.in_(own), _requests.c.id.not_in(others)
        )
        for row in self.transaction.connection.execute(query).all():
            terms = json.loads(row.terms)
            told = terms | ({"note": ERASED} if terms.get("note") else {})
            told |= {"replacement": None} if terms.get("replacement") else {}
            change = update(_requests).where(_requests.c.id == row.id)
            written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            why = row.why and ERASED
            self.transaction.connection.execute(change.values(terms=written, why=why))

    def _forget_delivered(self, trace: Trace) -> None:
        """Take away what was delivered about the person, to whomever."""
        about = [f'"{each}"' for each in (*trace.numbers, *trace.applications, trace.person)]
        told = [f"{HOLDER}{number}" for number in trace.numbers]
        settled = _messages.c.settled.is_not(None) & _quotes(about)
        # What waits, too, of complaints: our own words on them, which may name anybody.
        complained = _quotes([f'"{case}"' for case in trace.complaints])
        gone = _messages.c.recipient.in_(told) | settled | complained
        self.transaction.connection.execute(delete(_messages).where(gone))

    def _erase_details(self, seqs: Sequence[int], erasure: str) -> None:
        connection = self.transaction.connection
        for start in range(0, len(seqs), _PAGE):
            part = seqs[start : start + _PAGE]
            rows = [{"seq": seq, "erasure": erasure} for seq in part]
            connection.execute(insert(ErasedEventRow.table()), rows)
            connection.execute(delete(_details).where(_details.c.seq.in_(part)))

    def _events(self, trace: Trace, *, erased: bool = False) -> Iterator[dict[str, Any]]:
        """Yield events that are about the person, or whose words name them, and still say so.

        With `erased`, those that say nothing any more are among them.
        """
        about = EventsAbout(trace)
        query = (
            select(_events, _details.c.data)
            .select_from(_events.join(_details, isouter=erased))
            .order_by(_events.c.seq)
        )
        after = 0
        while page := self._page(query, after):
            after = page[-1]["seq"]
            for row in page:
                if about.tells(row["subject"], bytes(row["data"] or b"")):
                    yield row

    def _page(self, query: Any, after: int) -> list[dict[str, Any]]:
        found = query.where(_events.c.seq > after).limit(_PAGE)
        return [dict(row) for row in self.transaction.connection.execute(found).mappings()]

    def _drop_searches(self, trace: Trace) -> None:
        """Forget the searches that officers keep under a name, or for one."""
        named, table = naming(trace), SavedSearchRow.table()
        if named is None:
            return
        for row in self.transaction.connection.execute(select(table)).all():
            if named.search(row.name) or named.search(unquote_plus(row.query)):
                own = (table.c.officer == row.officer, table.c.name == row.name)
                self.transaction.connection.execute(delete(table).where(*own))

    def _unname(self, trace: Trace) -> None:
        """Take the person's names out of others' words."""
        named = naming(trace)
        if named is None:
            return
        for name, columns in NAMED_IN.items():
            table = _table(name)
            for row in self.transaction.connection.execute(select(table)).mappings().all():
                told = {c: named.sub(ERASED, row[c]) for c in columns if row[c] is not None}
                if any(told[c] != row[c] for c in told):
                    own = [column == row[column.name] for column in table.primary_key]
                    self.transaction.connection.execute(update(table).where(*own).values(told))


def _quotes(texts: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a message's data has one of `texts`."""
    return or_(false(), *(_messages.c.data.contains(each, autoescape=True) for each in texts))


def _table(name: str) -> Table:
    return Row.metadata.tables[name]


def _is_of(place: Place, table: Table, trace: Trace) -> ColumnElement[bool]:
    column = table.c[place.column]
    if place.trace == "person":
        return column == trace.person
    if place.trace == "attempts":
        pairs = [tuple_(table.c.scheme, column) == pair for pair in trace.attempts]
        return or_(*pairs) if pairs else column.is_(None)
    return column.in_(getattr(trace, place.trace))
