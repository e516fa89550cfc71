"""Several transactions about the same applicants at once, and the road to these tables and back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic import command

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import ApplicationConflictError, EntryConflictError
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.errors import InProgressError, NameTakenError, StorageUnavailableError
from issuer.store.engine import make_engine
from issuer.store.migrate import _config, current_revision, migrate
from tests.store.applying import (
    OFFICER,
    activate,
    apply,
    make_application,
    make_document,
    make_listed,
    make_person,
)
from tests.store.making import AT, make_attempt
from tests.store.test_concurrency import THREADS, together

MANY = 3000


def one_of(refusal, database, add):
    """Let several threads `add(unit, their number)` at once; return what became of each."""

    def work(number):
        try:
            with database.writing() as unit:
                add(unit, number)
        except refusal:
            return "refused"
        return "recorded"

    return sorted(together(work))


ONE = ["recorded"] + ["refused"] * (THREADS - 1)


def turned(things, number):
    """Return them in one order or the other: what crosses may not block for ever."""
    return things if number % 2 else things[::-1]


def test_the_same_people_at_once(database):
    """Of several that record the same people, in any order, one does."""
    people = [make_person(f"C-{n}") for n in range(3 * MANY)]

    def add(unit, number):
        unit.people.add(turned(people, number), OFFICER, AT)

    assert one_of(NameTakenError, database, add) == ONE


def test_the_same_people_apply_at_once(database):
    """Each has one open application in the end, all from one file."""
    with database.writing() as unit:
        activate(unit, "btx")
        unit.people.add([make_person(f"C-{n}") for n in range(MANY)], OFFICER, AT)

    def add(unit, number):
        records = [make_application(number * MANY + n, f"C-{n}") for n in range(MANY)]
        unit.applications.add(turned(records, number), OFFICER)

    assert one_of(ApplicationConflictError, database, add) == ONE
    with database.reading() as unit:
        assert unit.applications.search("")[1] == MANY


def test_the_same_documents_at_once(database):
    """Of several that record the same documents, in any order, one does."""
    with database.writing() as unit:
        unit.people.add([make_person("C-0")], OFFICER, AT)
    documents = [("C-0", make_document(ref=f"case-{n}")) for n in range(MANY)]

    def add(unit, number):
        unit.entries.add(turned(documents, number), OFFICER, AT)

    assert one_of(EntryConflictError, database, add) == ONE
    with database.reading() as unit:
        assert len(unit.entries.of(["C-0"])["C-0"]) == MANY


def test_a_register_at_once(database):
    """Every revision that was told recorded is there; who came second may ask again."""

    def work(number):
        try:
            with database.writing() as unit:
                return unit.register.put(make_listed(name=f"Academy {number}"), OFFICER, AT)
        except InProgressError:
            return None

    told = [revision for revision in together(work) if revision]
    with database.reading() as unit:
        kept = [each.revision for each in unit.register.history("provider", "P-1")]
        assert sorted(told, reverse=True) == kept == [*range(len(told), 0, -1)]


@pytest.mark.parametrize("after", [0, 1])
def test_a_sheet_at_once(database, after):
    """Of several that save over the same revision, one does."""
    sheet = Sheet(SheetKey("T-1", "C-0", "P1", "E-1"), {}, (), "", after, AT)
    if after:
        with database.writing() as unit:
            assert unit.sheets.save(sheet, after=0)

    def work(number):
        with database.writing() as unit:
            mine = replace(sheet, comment=str(number), revision=after + 1)
            return unit.sheets.save(mine, after=after)

    told = together(work)
    with database.reading() as unit:
        assert told.count(True) == 1
        assert unit.sheets.find(sheet.key).comment == str(told.index(True))


def test_an_application_is_held(sql_url, open_database):
    """While one transaction holds an application, nobody else gets it; then they see the change."""
    database = open_database(sql_url, patience=1)
    with database.writing() as unit:
        (made, *_) = apply(unit, 0, 1)
    held, tried = threading.Event(), threading.Event()

    def decide():
        with database.writing() as unit:
            unit.applications.find(["APP-0000"], lock=True)
            held.set()
            assert tried.wait(10)
            unit.applications.settle(replace(made, state=ApplicationState.DENIED))

    with ThreadPoolExecutor(1) as pool:
        deciding = pool.submit(decide)
        assert held.wait(10)
        with pytest.raises(StorageUnavailableError), database.writing() as unit:
            unit.applications.find(["APP-0001", "APP-0000"], lock=True)
        tried.set()
        deciding.result()
    with database.writing() as unit:
        (found,) = unit.applications.find(["APP-0000"], lock=True).values()
        assert found.state is ApplicationState.DENIED


@pytest.mark.postgres
def test_applications_are_held_in_order(postgres_store, schema, open_database):
    """Who waits for a later id holds the earlier ones already, in whatever order they lie."""
    probe = open_database(schema, patience=1)
    with postgres_store.writing() as unit:
        apply(unit, 1)
        apply(unit, 0)  # lies behind it

    def hold_both():
        with postgres_store.writing() as unit:
            unit.applications.find(["APP-0001", "APP-0000"], lock=True)

    def is_held():
        try:
            with probe.writing() as unit:
                return not unit.applications.find(["APP-0000"], lock=True)
        except StorageUnavailableError:
            return True

    with ThreadPoolExecutor(1) as pool:
        with postgres_store.writing() as unit:
            unit.applications.find(["APP-0001"], lock=True)
            holding = pool.submit(hold_both)
            assert any(is_held() for _ in range(300))
        holding.result()


def _run(url, step, revision):
    engine = make_engine(url, create=True)
    with engine.begin() as connection:
        step(_config(connection), revision)
    engine.dispose()


def test_the_tables_come_to_what_is_there_and_go(nothing, open_database):
    """A database of before keeps what it has, gets the tables, and can be without them again."""
    migrate(nothing)
    database = open_database(nothing, patience=1)
    attempt = make_attempt()
    with database.writing() as unit:
        unit.attempts.add([attempt])
    _run(nothing, command.downgrade, "0001")
    migrate(nothing)
    with database.writing() as unit:
        apply(unit, 0)
        unit.entries.add([("C-0", make_document())], OFFICER, AT)
        assert unit.attempts.find("btx", ["A-0"]) == {"A-0": attempt}
    database.dispose()
    _run(nothing, command.downgrade, "0001")
    assert current_revision(nothing) == "0001"
    migrate(nothing)
    with database.reading() as unit:
        assert unit.people.find(["C-0"]) == {}
        assert unit.attempts.find("btx", ["A-0"]) == {"A-0": attempt}
