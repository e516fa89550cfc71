"""The outbox: left with the change, claimed by one, tried for a day, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest

from issuer.credentials.lifecycle import Act, Lifecycle
from issuer.credentials.notices import Change
from issuer.notify.message import Channel, MessageState
from issuer.notify.ports import Result
from issuer.notify.schedule import LEASE, TRIED_FOR, next_try
from tests.notify.telling import (
    CHANNELS,
    WEBHOOK,
    Clock,
    Courier,
    deliveries,
    make_list,
    make_message,
    waiting,
    watching,
)
from tests.store.making import AT, SECOND, issue


def claim(database, at=AT, limit=100):
    with database.writing() as unit:
        return unit.outbox.claim(CHANNELS, at, limit)


def leave(database, *messages):
    with database.writing() as unit:
        unit.outbox.add(messages)


def test_a_message_leaves_with_the_change_or_not_at_all(database):
    """What is undone told nobody; what is done told everyone who watches, once by each way."""
    with database.writing() as unit:
        (number,) = watching(unit, 0, webhook=WEBHOOK)
    with pytest.raises(ZeroDivisionError):
        change_and_fail(database, number)
    assert waiting(database) == []
    Lifecycle(database).act(Act.SUSPEND, number, reason="audit-open", actor="test", at=AT + SECOND)
    for channel in CHANNELS:
        (left,) = waiting(database, channel=channel)
        assert (dict(left.data), left.at) == (
            {"change": "suspended", "number": number},
            AT + SECOND,
        )


def change_and_fail(database, number):
    with database.writing() as unit:
        unit.notices.changed([number], Change.REVOKED, AT)
        raise ZeroDivisionError


def test_only_confirmed_lists_that_have_the_number_are_told(database):
    """Unconfirmed and ended lists, and other numbers, get nothing."""
    with database.writing() as unit:
        (number,) = watching(unit, 0, name="a")
        unit.watches.add(make_list("b", confirmed=None))
        unit.watches.watch("b", {number: None}, AT)
        unit.watches.add(make_list("c"))
        unit.watches.end("c", AT)
        watching(unit, 1, name="d")
        unit.notices.changed([number], Change.REVOKED, AT)
    assert [len(waiting(database, name)) for name in "abcd"] == [1, 0, 0, 0]


def test_many_changes_cost_few_statements(database):
    """A thousand changes are told with three statements, not one for each."""
    with database.writing() as unit:
        numbers = [record.number for record in issue(unit, *range(1000))]
        unit.watches.add(make_list())
        unit.watches.watch("a", dict.fromkeys(numbers[:500]), AT)
        ran = []
        listen(unit, ran)
        unit.notices.changed(numbers, Change.REVOKED, AT)
    assert len(ran) <= 3
    assert sorted(m.data["number"] for m in waiting(database)) == sorted(numbers[:500])


def listen(unit, ran):
    from sqlalchemy import event  # noqa: PLC0415 - for this alone

    connection = unit.transaction.connection
    event.listen(connection, "before_cursor_execute", lambda *seen: ran.append(seen[2]))


def test_a_claim_is_one_recipients_and_nobody_elses(database):
    """One claim holds one recipient's messages; until its lease ends, nobody has them again."""
    mine = [make_message(at=AT + n * SECOND) for n in range(3)]
    leave(database, *mine, make_message("watch:b", at=AT + 9 * SECOND))
    at = AT + timedelta(minutes=1)
    assert [m.id for m in claim(database, at)] == [m.id for m in mine]
    assert [m.recipient for m in claim(database, at)] == ["watch:b"]
    assert claim(database, at + LEASE - SECOND) == []
    again = claim(database, at + LEASE)
    assert [(m.id, m.tries) for m in again] == [(m.id, 2) for m in mine]


def test_who_lost_the_lease_settles_nothing(database):
    """A worker that slept over its lease does not settle what another has by now."""
    leave(database, make_message())
    (first,) = claim(database)
    (second,) = claim(database, AT + LEASE)
    clock, late = Clock(AT + LEASE + SECOND), Courier()
    with database.writing() as unit:
        unit.outbox.settle(late.deliver([first], at=AT), clock(), 0.5)
        assert unit.outbox.counts() == {(Channel.MAIL, MessageState.WAITING): 1}
        unit.outbox.settle(late.deliver([second], at=AT), clock(), 0.5)
        assert unit.outbox.counts() == {(Channel.MAIL, MessageState.DELIVERED): 1}


def test_claims_at_once_never_meet(database):
    """Eight workers at a time claim two hundred messages: each is had by one of them."""
    leave(database, *[make_message(f"watch:{n % 40}") for n in range(200)])

    def work(_):
        had = []
        while batch := claim(database, AT, 2):
            had += [m.id for m in batch]
        return had

    with ThreadPoolExecutor(8) as pool:
        had = [name for each in pool.map(work, range(8)) for name in each]
    # SKIP LOCKED may show a worker nothing while others hold all that is due: the rest is left.
    had += work(0)
    assert len(had) == len(set(had)) == 200


def test_what_fails_is_tried_for_a_day(database):
    """Later and later, under the same id; after 24 hours it is dead, and can be tried anew."""
    leave(database, make_message())
    clock, courier = Clock(), Courier([Result.FAILED] * 100)
    postman, tried = deliveries(database, clock, mail=courier), []
    while not (dead := dead_of(database)):
        postman.deliver_due()
        tried.append(clock.at)
        assert len(courier.given) == len(tried)
        with database.reading() as unit:
            (line,) = unit.outbox.log("watch:a", Channel.MAIL, 1)
        clock.at = line.due - SECOND
        assert postman.deliver_due() == 0
        clock.at = line.due
    assert tried[0] == AT
    assert tried[-1] == AT + TRIED_FOR
    gaps = [after - before for before, after in pairwise(tried[:-1])]
    assert gaps == sorted(gaps)
    assert max(gaps) <= timedelta(hours=3)
    assert len({m.id for batch in courier.given for m in batch}) == 1
    assert (dead[0].answer, len(tried) >= 12) == ("failed", True)
    with database.writing() as unit:
        assert unit.outbox.retry(None, clock()) == 1
    courier.answers.clear()
    assert postman.deliver_due() == 1


def dead_of(database):
    with database.reading() as unit:
        return unit.outbox.dead(10)


def test_what_is_refused_is_dead_at_once(database):
    """A refusal for good is not tried again."""
    leave(database, make_message())
    courier = Courier([Result.REFUSED])
    deliveries(database, Clock(), mail=courier).deliver_due()
    assert [line.state for line in dead_of(database)] == [MessageState.DEAD]
    assert len(courier.given) == 1


def test_without_a_courier_messages_wait(database):
    """Mails wait for a mail server as long as it takes, and then have their whole day."""
    leave(database, make_message())
    clock = Clock(AT + timedelta(days=9))
    deliveries(database, clock, webhook=Courier()).deliver_due()
    courier = Courier([Result.FAILED])
    postman = deliveries(database, clock, mail=courier)
    assert postman.deliver_due() == 0
    clock.at += timedelta(minutes=1)
    assert postman.deliver_due() == 1


def test_a_mail_server_that_fails_is_left_alone_for_the_round(database):
    """One failure is enough: the others' mails are not tried against it one by one."""
    leave(database, *[make_message(f"watch:{n}") for n in range(9)])
    courier = Courier([Result.FAILED])
    deliveries(database, Clock(), mail=courier).deliver_due()
    assert len(courier.given) == 1


def test_a_bug_in_one_message_does_not_hold_up_the_others(database, caplog):
    """What a courier cannot do is tried again later, is logged, and the rest goes out."""

    class Broken(Courier):
        def deliver(self, batch, *, at):
            if batch[0].recipient == "watch:a":
                raise RuntimeError("a bug")
            return super().deliver(batch, at=at)

    hook = {"channel": Channel.WEBHOOK}
    leave(database, make_message(**hook), make_message("watch:b", at=AT + SECOND, **hook))
    assert deliveries(database, Clock(AT + SECOND), webhook=Broken()).deliver_due() == 1
    assert "a message met a bug" in caplog.text


def test_what_there_was_no_time_for_is_given_back(database):
    """A message that was claimed and not tried can be claimed at once, by anybody."""
    messages = [make_message(at=AT + n * SECOND) for n in range(3)]
    leave(database, *messages)

    class Slow(Courier):
        def deliver(self, batch, *, at):
            return super().deliver(batch[:1], at=at)

    courier = Slow()
    assert deliveries(database, Clock(AT + 9 * SECOND), mail=courier).deliver_due() == 3
    assert [batch[0].id for batch in courier.given] == [m.id for m in messages]


def test_dropped_messages_are_never_sent(database):
    """What waits for a recipient who asked to be told no more is dropped."""
    leave(database, make_message(), make_message("watch:b"))
    with database.writing() as unit:
        unit.outbox.drop("watch:a", AT)
    courier = Courier()
    assert deliveries(database, Clock(), mail=courier).deliver_due() == 1
    assert [batch[0].recipient for batch in courier.given] == ["watch:b"]


def test_settled_messages_are_forgotten_and_waiting_ones_are_not(database):
    """Deleting by age takes what is settled alone."""
    leave(database, make_message(), make_message("watch:b"))
    with database.writing() as unit:
        unit.outbox.drop("watch:b", AT)
        assert unit.outbox.forget(AT) == 0
        assert unit.outbox.forget(AT + SECOND) == 1
    assert len(waiting(database)) == 1


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_tries_spread_and_end(chance):
    """However often it failed, the next try is later, within the day, and then there is none."""
    until, at, tries = AT + TRIED_FOR, AT, 0
    while (due := next_try(tries := tries + 1, at=at, until=until, chance=chance)) is not None:
        assert at < due <= until
        at = due
    assert at == until
    assert 10 < tries < 30
