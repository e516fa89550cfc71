"""The thread that delivers: it finds what is due, and outlives a database that is away."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from issuer.duties.postman import Postman
from issuer.errors import StorageUnavailableError
from issuer.notify.message import Channel
from tests.notify.telling import Clock, Courier, deliveries, make_message

PATIENCE = 20  # seconds, until a test that waits in vain fails


class Away:
    """A database that is away at first."""

    def __init__(self, real):
        self.real, self.times = real, 2

    def _check(self):
        self.times -= 1
        if self.times >= 0:
            raise StorageUnavailableError("away")

    @contextmanager
    def reading(self):
        self._check()
        with self.real.reading() as unit:
            yield unit

    def writing(self):
        return self.real.writing()


def test_it_delivers_until_it_is_stopped(database, caplog):
    """What was left goes out without anybody asking, also after the database was away."""
    with database.writing() as unit:
        unit.outbox.add([make_message()])
    done = threading.Event()

    class Ringing(Courier):
        def deliver(self, batch, *, at):
            done.set()
            return super().deliver(batch, at=at)

    postman = Postman(deliveries(Away(database), Clock(), mail=Ringing()), pause=0.01)
    postman.start()
    assert done.wait(PATIENCE)
    postman.stop()
    assert "messages wait: storage_unavailable" in caplog.text
    with database.reading() as unit:
        assert not unit.outbox.is_due([Channel.MAIL], Clock()())


def test_several_work_side_by_side(database):
    """Workers that look at once deliver each message once between them."""
    messages = [make_message(f"watch:{n}") for n in range(30)]
    with database.writing() as unit:
        unit.outbox.add(messages)
    all_done = threading.Semaphore(0)

    class Counting(Courier):
        def deliver(self, batch, *, at):
            outcomes = super().deliver(batch, at=at)
            for _ in batch:
                all_done.release()
            return outcomes

    couriers = [Counting() for _ in range(4)]
    postmen = [Postman(deliveries(database, Clock(), mail=c), pause=0.01) for c in couriers]
    for each in postmen:
        each.start()
    for _ in messages:
        assert all_done.acquire(timeout=PATIENCE)
    for each in postmen:
        each.stop()
    given = [m.id for courier in couriers for batch in courier.given for m in batch]
    assert sorted(given) == sorted(m.id for m in messages)
