"""The hash chain on record."""

from __future__ import annotations

import json
from datetime import timedelta

from issuer.evidence.chain import GENESIS, Broken, find_break
from issuer.evidence.event import Event, EventKind
from tests.store.making import AT, make_event


def test_a_new_chain_is_empty(store):
    """Before the first event the head is the genesis hash."""
    with store.reading() as unit:
        assert unit.chain.head() == (0, GENESIS)
        assert unit.chain.newest(5) == []


def test_events_form_one_chain(store):
    """Across transactions, and twice in one, every event follows the one before it."""
    with store.writing() as unit:
        unit.events.append([make_event("A-0"), make_event("A-1")])
        unit.events.append(make_event(name) for name in ["A-2"])
    with store.writing() as unit:
        unit.events.append([])
        unit.events.append([make_event("A-3")])
    with store.reading() as unit:
        links = unit.chain.links(0, 10)
        assert [opened.link.seq for opened in links] == [1, 2, 3, 4]
        assert [opened.link.subject for opened in links] == ["A-0", "A-1", "A-2", "A-3"]
        assert find_break(links, head=unit.chain.head()) is None
        assert find_break(links[:3], head=unit.chain.head()) == Broken(
            4, "the chain does not end where the record says it ends"
        )


def test_an_event_is_read_back(store):
    """A link has time, kind and subject; what it commits to is who did what."""
    event = Event(AT, EventKind.CERTIFICATE_REVOKED, "BTX-É", "Zoë", {"reason": "x", "n": 7})
    with store.writing() as unit:
        unit.events.append([event])
    with store.reading() as unit:
        (opened,) = unit.chain.links(0, 1)
    assert (opened.link.at, opened.link.kind, opened.link.subject) == (AT, event.kind, "BTX-É")
    assert json.loads(opened.data) == {"actor": "Zoë", "reason": "x", "n": 7}
    assert len(opened.salt) == 16


def test_links_come_page_by_page(store):
    """A page starts beyond the number given and ends at its limit."""
    with store.writing() as unit:
        unit.events.append(make_event(f"A-{n}") for n in range(5))
    with store.reading() as unit:
        assert [opened.link.seq for opened in unit.chain.links(2, 2)] == [3, 4]
        assert unit.chain.links(5, 2) == []


def test_the_newest_come_first(store):
    """The newest events, of all subjects or of one, newest first."""
    with store.writing() as unit:
        unit.events.append(make_event(f"A-{n % 2}") for n in range(5))
    with store.reading() as unit:
        assert [opened.link.seq for opened in unit.chain.newest(2)] == [5, 4]
        found = unit.chain.newest(2, subject="A-0")
        assert [opened.link.seq for opened in found] == [5, 3]
        assert unit.chain.newest(2, subject="A-9") == []
        assert [opened.link.seq for opened in unit.chain.newest(2, before=4)] == [3, 2]
        assert [one.link.seq for one in unit.chain.newest(2, subject="A-0", before=3)] == [1]


def test_the_hashes_alone(store):
    """A checkpoint reads hashes page by page, in order."""
    with store.writing() as unit:
        unit.events.append(make_event(f"A-{n}") for n in range(5))
    with store.reading() as unit:
        hashes = [opened.link.hash for opened in unit.chain.links(0, 10)]
        assert unit.chain.hashes(0, 3) == hashes[:3]
        assert unit.chain.hashes(3, 9) == hashes[3:]


def test_counts_of_checks_add_up(database):
    """What several processes counted of one day and answer is one figure."""
    today, before = AT.date(), AT.date() - timedelta(days=1)
    for counts in ({(today, "valid"): 2, (before, "revoked"): 1}, {(today, "valid"): 3}):
        with database.writing() as unit:
            unit.check_counts.add(counts)
    with database.reading() as unit:
        assert unit.check_counts.since(before) == [(before, "revoked", 1), (today, "valid", 5)]
        assert unit.check_counts.since(today) == [(today, "valid", 5)]
