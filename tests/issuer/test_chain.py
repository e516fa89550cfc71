"""The hash chain: nobody changes, deletes, inserts, swaps or cuts off an event unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.evidence.audit import first_break, newest
from issuer.evidence.chain import GENESIS, Link, Opened, commit, find_break, link_hash
from tests.issuer.board import make_results

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_chain(length):
    links, previous = [], GENESIS
    for seq in range(1, length + 1):
        salt, data = bytes([seq]) * 16, b'{"actor":"test","n":%d}' % seq
        at, kind, subject = AT + timedelta(seconds=seq), "credential.released", f"N-{seq}"
        hidden = commit(salt, data)
        previous = link_hash(previous, seq, at, kind, subject, hidden)
        links.append(Opened(Link(seq, at, kind, subject, hidden, previous), salt, data))
    return links


CHAIN = make_chain(9)
HEAD = (9, CHAIN[-1].link.hash)


def changed(place, **changes):
    opened = CHAIN[place]
    inner = {name: value for name, value in changes.items() if hasattr(opened.link, name)}
    outer = {name: value for name, value in changes.items() if name not in inner}
    return replace(opened, link=replace(opened.link, **inner), **outer)


def test_whole():
    """A chain holds, empty, short, or with what it commits to erased."""
    assert find_break(CHAIN, head=HEAD) is None
    assert find_break([], head=(0, GENESIS)) is None
    erased = [replace(opened, salt=None, data=None, erasure="E-1") for opened in CHAIN]
    assert find_break(erased, head=HEAD) is None
    lost = [*CHAIN[:4], replace(CHAIN[4], salt=None, data=None), *CHAIN[5:]]
    assert find_break(lost, head=HEAD).seq == 5


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize(
    "changes",
    [
        {"at": AT},
        {"kind": "credential.voided"},
        {"subject": "N-0"},
        {"commitment": bytes(32)},
        {"hash": bytes(32)},
        {"salt": bytes(16)},
        {"data": b"{}"},
        {"data": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_change(place, changes):
    """It is found where it was made, or at the next event when only the hash itself was changed."""
    links = [*CHAIN[:place], changed(place, **changes), *CHAIN[place + 1 :]]
    assert find_break(links, head=HEAD).seq == place + 1


@pytest.mark.parametrize("place", range(9))
def test_a_deletion(place):
    """A gap is found, at the end too, whether or not the rest is numbered anew."""
    rest = [*CHAIN[:place], *CHAIN[place + 1 :]]
    broken = find_break(rest, head=HEAD)
    assert broken.seq == place + 1
    assert ("missing" in broken.why) == (place < len(rest))
    numbered = [
        replace(opened, link=replace(opened.link, seq=seq)) for seq, opened in enumerate(rest, 1)
    ]
    assert find_break(numbered, head=HEAD).seq == place + 1


@pytest.mark.parametrize("place", range(10))
def test_an_insertion(place):
    """One event too many is found where it was put in."""
    extra = changed(0, seq=place + 1, subject="N-99")
    assert find_break([*CHAIN[:place], extra, *CHAIN[place:]], head=HEAD).seq == place + 1


@pytest.mark.parametrize("place", range(8))
def test_a_swap(place):
    """Two neighbours in another order are found at the first, renumbered or not."""
    one, other = CHAIN[place], CHAIN[place + 1]
    swapped = [*CHAIN[:place], other, one, *CHAIN[place + 2 :]]
    assert find_break(swapped, head=HEAD).seq == place + 1
    swapped[place] = replace(other, link=replace(other.link, seq=place + 1))
    swapped[place + 1] = replace(one, link=replace(one.link, seq=place + 2))
    assert find_break(swapped, head=HEAD).seq == place + 1


@pytest.mark.parametrize("length", range(9))
def test_a_tail_cut_off(length):
    """The head on record gives it away."""
    assert find_break(CHAIN[:length], head=HEAD).seq == length + 1


def test_a_tail_rewritten():
    """Another history of the same length ends in another hash."""
    other = make_chain(5)
    for opened in CHAIN[5:]:
        salted = commit(b"x" * 16, opened.data)
        link = replace(opened.link, commitment=salted)
        hashed = link_hash(other[-1].link.hash, link.seq, link.at, link.kind, link.subject, salted)
        other.append(Opened(replace(link, hash=hashed), b"x" * 16, opened.data))
    assert find_break(other, head=HEAD).seq == 10
    assert find_break(other, head=(9, other[-1].link.hash)) is None


_TEXT = st.text(st.characters(codec="utf-8"), max_size=9)


@given(kind=_TEXT, subject=_TEXT, moved=_TEXT)
def test_fields_do_not_run_into_each_other(kind, subject, moved):
    """What ends one field cannot begin the next one unseen."""
    if moved:
        one = link_hash(GENESIS, 1, AT, kind + moved, subject, b"")
        other = link_hash(GENESIS, 1, AT, kind, moved + subject, b"")
        assert one != other


def test_the_stored_chain(sql_board):
    """What is read back from a real database, page by page, is what was appended."""
    sql_board.take_many(*make_results(40))
    assert first_break(sql_board.store) is None
    events = sql_board.events()
    with sql_board.store.reading() as unit:
        assert unit.chain.head() == (len(events), events[-1].link.hash)
    told = newest(sql_board.store, 3)
    assert [each.seq for each in told] == [len(events), len(events) - 1, len(events) - 2]
    assert {each.kind for each in told} == {"credential.released"}
    assert told[0].actor == "test"
    assert len(newest(sql_board.store, 9, subject="A-7")) == 1
