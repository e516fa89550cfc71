"""Watch lists, the links to them, and what they watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from issuer.credentials.certificate import CertificateState
from issuer.errors import NameTakenError
from issuer.notify.watch import (
    Expiring,
    LinkPurpose,
    Watched,
    WatchLink,
    WatchList,
    Webhook,
)
from issuer.store.holder_addresses import addresses_of
from issuer.store.tables.issuing import CertificateRow
from issuer.store.tables.notify import WatchedRow, WatchLinkRow, WatchListRow
from issuer.store.transaction import Prepared, Transaction

_lists = WatchListRow.table()
_links = WatchLinkRow.table()
_watched = WatchedRow.table()
_certificates = CertificateRow.table()

_RUNNING = (CertificateState.ACTIVE.value, CertificateState.SUSPENDED.value)
_IS_TOLD = and_(_lists.c.confirmed.is_not(None), _lists.c.ended.is_(None))
_NO_WEBHOOK = {"url": None, "secret": None, "old_secret": None, "old_until": None}


@dataclass(frozen=True, slots=True)
class SqlWatches:
    """Implements `Watches`."""

    transaction: Transaction

    def find(self, ids: Sequence[str]) -> dict[str, WatchList]:
        """Return those on record, ended ones too."""
        query = select(_lists).where(_lists.c.id.in_(ids))
        return {row.id: _list(row) for row in self.transaction.connection.execute(query)}

    def of_mail(self, mail: str) -> WatchList | None:
        """Return the list of an address that was not ended."""
        query = select(_lists).where(_lists.c.mail == mail, _lists.c.ended.is_(None))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _list(row)

    def ids_of_mail(self, mail: str) -> list[str]:
        """Return the ids of all lists on record of an address, ended ones too."""
        query = select(_lists.c.id).where(_lists.c.mail == mail)
        return list(self.transaction.connection.scalars(query))

    def add(self, watch: WatchList) -> None:
        """Record a new one; raise `NameTakenError` if the address has one."""
        values = {
            "id": watch.id,
            "mail": watch.mail,
            "organisation": watch.organisation,
            "language": watch.language,
            "made": watch.made,
            "confirmed": watch.confirmed,
            "ended": watch.ended,
            **_webhook_values(watch.webhook),
        }
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(insert(_lists).values(values))
        except IntegrityError as exc:
            raise NameTakenError("this address has a list") from exc

    def confirm(self, watch: str, at: datetime) -> None:
        """Confirm the address, unless it is."""
        query = update(_lists).where(_lists.c.id == watch, _lists.c.confirmed.is_(None))
        self.transaction.connection.execute(query.values(confirmed=at))

    def set_webhook(self, watch: str, webhook: Webhook | None) -> None:
        """Set or take away where changes are posted."""
        query = update(_lists).where(_lists.c.id == watch, _lists.c.ended.is_(None))
        self.transaction.connection.execute(query.values(_webhook_values(webhook)))

    def end(self, watch: str, at: datetime) -> None:
        """End a list: its numbers, links and secrets are deleted now."""
        connection = self.transaction.connection
        connection.execute(delete(_watched).where(_watched.c.watch == watch))
        connection.execute(delete(_links).where(_links.c.watch == watch))
        query = update(_lists).where(_lists.c.id == watch, _lists.c.ended.is_(None))
        connection.execute(query.values(ended=at, **_NO_WEBHOOK))

    def link(self, digest: bytes) -> WatchLink | None:
        """Return the link of this digest."""
        query = select(_links).where(_links.c.digest == digest)
        row = self.transaction.connection.execute(query).first()
        if row is None:
            return None
        return WatchLink(row.digest, row.watch, LinkPurpose(row.purpose), row.made, row.expires)

    def add_links(self, links: Sequence[WatchLink]) -> None:
        """Record links."""
        rows = [{**asdict(link), "purpose": link.purpose.value} for link in links]
        self.transaction.connection.execute(insert(_links), rows)

    def watched(self, watch: str) -> list[Watched]:
        """Return what a list watches, in order of number."""
        query = (
            select(
                _certificates.c.number,
                _certificates.c.state,
                _certificates.c.effective,
                _certificates.c.valid_through,
                _certificates.c.expires,
            )
            .select_from(_watched.join(_certificates))
            .where(_watched.c.watch == watch)
            .order_by(_certificates.c.number)
        )
        return [
            Watched(
                number=row.number,
                state=CertificateState(row.state),
                effective=row.effective,
                valid_through=row.valid_through,
                expires=row.expires,
            )
            for row in self.transaction.connection.execute(query)
        ]

    def watch(self, watch: str, numbers: Mapping[str, int | None], at: datetime) -> None:
        """Add numbers, each with the window (days) of its end that needs no telling any more."""
        moment = self.transaction.driver.moment(at)
        rows = [(watch, number, moment, told) for number, told in sorted(numbers.items())]
        values = {"watch": "", "number": "", "added": at, "told": None}
        made = self.transaction.driver.insert(_watched).values(values).on_conflict_do_nothing()
        self.transaction.run_many(Prepared(made, tuple(values)), rows)

    def unwatch(self, watch: str, numbers: Sequence[str]) -> int:
        """Take numbers off a list; return how many were on it."""
        query = delete(_watched).where(_watched.c.watch == watch, _watched.c.number.in_(numbers))
        return self.transaction.connection.execute(query).rowcount

    def expiring(self, at: datetime, until: datetime, days: int, limit: int) -> list[Expiring]:
        """Return what ends after `at`, not after `until`, and was not told; hold it to the end."""
        query = (
            select(_watched.c.watch, _watched.c.number, _lists.c.url)
            .select_from(_watched.join(_certificates).join(_lists))
            .where(
                _certificates.c.expires > at,
                _certificates.c.expires <= until,
                _certificates.c.state.in_(_RUNNING),
                or_(_watched.c.told.is_(None), _watched.c.told > days),
                _IS_TOLD,
            )
            .order_by(_watched.c.number, _watched.c.watch)
            .limit(limit)
            .with_for_update(of=_watched)
        )
        rows = self.transaction.connection.execute(query)
        return [Expiring(row.watch, row.number, days, row.url is not None) for row in rows]

    def told(self, expiring: Sequence[Expiring]) -> None:
        """Record that these were told."""
        for days in {each.days for each in expiring}:
            pairs = [(each.watch, each.number) for each in expiring if each.days == days]
            query = update(_watched).where(tuple_(_watched.c.watch, _watched.c.number).in_(pairs))
            self.transaction.connection.execute(query.values(told=days))

    def counts(self) -> dict[str, int]:
        """Return how many lists are `confirmed`, `waiting` and `ended`, and numbers `watched`."""
        ended = _lists.c.ended.is_not(None)
        query = select(
            func.count().filter(_IS_TOLD).label("confirmed"),
            func.count().filter(~ended, _lists.c.confirmed.is_(None)).label("waiting"),
            func.count().filter(ended).label("ended"),
        ).select_from(_lists)
        row = self.transaction.connection.execute(query).one()
        numbers = select(func.count()).select_from(_watched)
        watched = self.transaction.connection.scalar(numbers) or 0
        return {**row._asdict(), "watched": watched}

    def forget(self, *, unconfirmed: datetime, ended: datetime, at: datetime) -> int:
        """Delete lists not confirmed since, or ended before, and dead links; count the lists."""
        connection = self.transaction.connection
        gone = or_(
            and_(_lists.c.confirmed.is_(None), _lists.c.made < unconfirmed),
            _lists.c.ended < ended,
        )
        theirs = exists().where(_lists.c.id == _links.c.watch, gone)
        connection.execute(delete(_links).where(or_(_links.c.expires <= at, theirs)))
        return connection.execute(delete(_lists).where(gone)).rowcount

    def holder_mail(self, number: str) -> str | None:
        """Return the address in the application that a certificate (or its elder) came from."""
        return addresses_of(self.transaction, [number]).get(number)


def _webhook_values(webhook: Webhook | None) -> dict[str, Any]:
    return _NO_WEBHOOK if webhook is None else asdict(webhook)


def _list(row: Row[Any]) -> WatchList:
    webhook = None
    if row.url is not None:
        webhook = Webhook(row.url, row.secret, row.old_secret, row.old_until)
    return WatchList(
        id=row.id,
        mail=row.mail,
        organisation=row.organisation,
        language=row.language,
        made=row.made,
        confirmed=row.confirmed,
        ended=row.ended,
        webhook=webhook,
    )
