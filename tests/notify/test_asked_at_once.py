"""One address, asked for twice at the same moment: nobody learns from it whether it has a list."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from issuer.notify.watch_lists import WatchLists
from tests.notify.telling import make_list
from tests.store.making import AT

_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


@pytest.mark.postgres
def test_who_comes_second_is_told_what_everyone_is(open_database, postgres_url):
    """The second waits for the first, and is answered like anybody else; there is one list."""
    database = open_database(postgres_url)
    lists, watch = WatchLists(database), make_list()
    with psycopg.connect(postgres_url, autocommit=True) as looking, ThreadPoolExecutor() as pool:
        with database.writing() as unit:
            unit.watches.add(watch)
            second = pool.submit(lists.ask, watch.mail, organisation="", language="en", at=AT)
            pause = threading.Event()
            while not second.done() and not looking.execute(_WAITS).fetchone()[0]:
                pause.wait(0.01)
        second.result(30)
    with database.reading() as unit:
        assert unit.watches.of_mail(watch.mail).id == watch.id
        assert sum(unit.watches.counts().values()) == 1
