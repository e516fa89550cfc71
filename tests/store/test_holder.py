"""Holders' links, shares, codes and requests on both real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.credentials.notices import Change
from issuer.holder.pages import digest_of
from issuer.holder.records import FreshCode, HolderLink, HolderRequest, Share, Wish, WishState
from tests.store.making import AT, issue

DAY = timedelta(days=1)


@pytest.fixture
def number(database):
    """Return the number of a certificate on record."""
    with database.writing() as unit:
        return issue(unit, 1)[0].number


def test_links_are_found_listed_and_ended(database, number):
    """By digest, by certificate; ended once, at the first time."""
    first = HolderLink(digest_of("a"), number, AT, AT + DAY)
    second = replace(first, digest=digest_of("b"), made=AT + timedelta(hours=1))
    with database.writing() as unit:
        unit.holder_links.add(first)
        unit.holder_links.add(second)
        assert unit.holder_links.find(first.digest) == first
        assert unit.holder_links.find(digest_of("c")) is None
        assert unit.holder_links.of(number) == [second, first]
        assert unit.holder_links.end([first.digest], AT) == 1
        assert unit.holder_links.end([first.digest, second.digest], AT + DAY) == 1
        assert unit.holder_links.find(first.digest) == replace(first, ended=AT)


def test_a_share_is_one_a_certificate(database, number):
    """Saved again it is changed, and its old address is nobody's."""
    share = Share(number, "k1", AT, is_on=True)
    with database.writing() as unit:
        assert unit.shares.of(number) is None
        unit.shares.save(share)
        assert unit.shares.find("k1") == unit.shares.of(number) == share
        moved = replace(share, key="k2", is_found=True)
        unit.shares.save(moved)
        assert unit.shares.find("k1") is None
        assert unit.shares.find("k2") == moved


def test_a_code_is_the_newest(database, number):
    """Saved again it replaces the one before; dropped it is gone."""
    code = FreshCode(number, b"d" * 32, AT)
    with database.writing() as unit:
        unit.fresh_codes.save(replace(code, tries=4))
        unit.fresh_codes.save(code)
        assert unit.fresh_codes.of(number) == code
        unit.fresh_codes.drop(number)
        assert unit.fresh_codes.of(number) is None


def test_requests_wait_in_order(database, number):
    """The oldest first; settled they wait no more and keep their answer."""
    asked = HolderRequest("H-2", number, Wish.ERASURE, "words", AT, AT + 3 * DAY)
    newer = replace(asked, id="H-1", wish=Wish.CORRECTION, asked=AT + DAY)
    with database.writing() as unit:
        unit.holder_requests.add(newer)
        unit.holder_requests.add(asked)
        assert unit.holder_requests.open(10) == [asked, newer]
        assert unit.holder_requests.of([number]) == [newer, asked]
        done = replace(
            asked, state=WishState.DONE, settled=AT + DAY, settled_by="Desk", answer="Done."
        )
        unit.holder_requests.settle(done)
        assert unit.holder_requests.find("H-2") == done
        assert unit.holder_requests.open(10) == [newer]
        assert unit.holder_requests.find("H-3") is None


def test_a_release_without_an_application_tells_nobody(database, number):
    """There is no address, so nothing is left in the outbox."""
    with database.writing() as unit:
        unit.notices.released([number], AT)
        unit.notices.changed([number], Change.REVOKED, AT)
        assert sum(unit.outbox.counts().values()) == 0
