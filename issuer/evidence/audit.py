"""Reading the chain back: what happened, for people, and whether it holds, for an auditor."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from issuer.evidence.chain import Broken, Opened, find_break

_PAGE = 5000  # events read at a time


class Chain(Protocol):
    """The stored chain."""

    def links(self, after: int, limit: int) -> list[Opened]:
        """Return the events with numbers beyond `after`, in order."""
        ...

    def newest(
        self, limit: int, *, subject: str | None = None, before: int | None = None
    ) -> list[Opened]:
        """Return the newest events, newest first: of one subject, before a number, if told so."""
        ...

    def head(self) -> tuple[int, bytes]:
        """Return number and hash of the last event."""
        ...


class ChainUnit(Protocol):
    """A transaction that reads the chain."""

    @property
    def chain(self) -> Chain:
        """Return it."""
        ...


class ChainTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[ChainUnit]:
        """Begin a transaction that only reads."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words. Actor and data are empty once they were erased."""

    seq: int
    at: datetime
    kind: str
    subject: str
    actor: str
    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it for a program."""
        told = {"seq": self.seq, "at": self.at.isoformat(), "kind": self.kind}
        return told | {"subject": self.subject, "actor": self.actor, "data": self.data}


def newest(
    transactions: ChainTransactions,
    limit: int,
    *,
    subject: str | None = None,
    before: int | None = None,
) -> list[Told]:
    """Return the newest events in words, newest first."""
    with transactions.reading() as unit:
        found = unit.chain.newest(limit, subject=subject, before=before)
    return [_told(opened) for opened in found]


def first_break(
    transactions: ChainTransactions, *, watch: Callable[[Opened], None] | None = None
) -> Broken | None:
    """Return where the chain first breaks, or None if all of it holds.

    The head is read first, and events appended since are left for the next time. `watch` is shown
    every event on the way, those behind a break too.
    """
    with transactions.reading() as unit:
        head = unit.chain.head()
        behind = unit.chain.links(head[0], 1)
    links = _shown(_links(transactions, until=head[0]), watch)
    broken = find_break(links, head=head)
    if watch is not None:
        deque(links, maxlen=0)
    if broken is None and behind:
        return Broken(head[0] + 1, "an event stands behind the end of the record")
    return broken


def _shown(links: Iterable[Opened], watch: Callable[[Opened], None] | None) -> Iterator[Opened]:
    for opened in links:
        if watch is not None:
            watch(opened)
        yield opened


def opened_links(transactions: ChainTransactions) -> Iterator[Opened]:
    """Yield every event up to the head, in order."""
    with transactions.reading() as unit:
        until = unit.chain.head()[0]
    yield from _links(transactions, until=until)


def last_told(transactions: ChainTransactions, kinds: Container[str]) -> dict[str, str]:
    """Return, for each subject, the newest of its events that is of one of `kinds`."""
    links = (opened.link for opened in opened_links(transactions))
    return {link.subject: link.kind for link in links if link.kind in kinds}


def _links(transactions: ChainTransactions, *, until: int) -> Iterator[Opened]:
    after = 0
    while after < until:
        with transactions.reading() as unit:
            page = unit.chain.links(after, _PAGE)
        if not page:
            return
        yield from (opened for opened in page if opened.link.seq <= until)
        after = page[-1].link.seq


def _told(opened: Opened) -> Told:
    link = opened.link
    data = json.loads(opened.data) if opened.data else {}
    return Told(link.seq, link.at, link.kind, link.subject, data.pop("actor", ""), data)
