"""Accounts, attacked: the last administrator, an invitation that lies around, names no page has."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import quote

import pytest
from sqlalchemy import text

from issuer.accounts.account import Passkey
from issuer.accounts.ceremony import Ceremonies
from issuer.accounts.errors import AccountError, ProofError
from issuer.accounts.own import OwnAccount
from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.accounts.staff import Staff
from issuer.accounts.throttle import Caller, count_try
from tests.attacks.world import Site, make_site
from tests.store.conftest import (  # noqa: F401 - fixtures
    cleaner,
    database,
    migrated_file,
    open_database,
    postgres_store,
    postgres_url,
    schema,
    server,
    shared_database,
    sqlite_store,
    sqlite_url,
)
from tests.store.making import AT

ANN, BEN = "Ann Example-Admin", "Ben Example-Admin"
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
AUDITOR = frozenset({Role.AUDITOR})
ROUNDS = 8


class Browser:
    """A browser at the desk."""

    def __init__(self, site: Site) -> None:
        self.browser = site.client()

    def post(self, path: str, page: str, fields: dict[str, str]) -> int:
        """Send a form with the token of a page."""
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.browser.get(page).text)
        assert found is not None, page
        told = {"csrf_token": found[1], **fields}
        headers = {"Sec-Fetch-Site": "same-origin"}
        return self.browser.post(path, data=told, headers=headers).status_code


def come_in(database, name):  # noqa: F811
    """Give an account a way in."""
    with database.writing() as unit:
        unit.passkeys.add(Passkey(name.encode(), name, b"public", 0, "key", AT))


def administrators(database):  # noqa: F811
    with database.reading() as unit:
        found = unit.officers.all()
    return [each.name for each in found if Role.ADMINISTRATOR in each.roles and not each.ended]


def test_two_administrators_depose_each_other(database):  # noqa: F811
    """At once, from two workers: one of them stays."""
    staff, both = Staff(database), Barrier(2)
    with database.writing() as unit:
        for name in (ANN, BEN):
            unit.officers.add(Officer(name, ADMINISTRATOR), AT)

    def depose(other, by):
        both.wait(20)
        try:
            staff.set_roles(other, AUDITOR, actor=by, at=AT)
        except AccountError as refusal:
            return str(refusal)
        return None

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            told = list(pool.map(depose, (ANN, BEN), (BEN, ANN)))
            assert sorted(told, key=str) == [None, "somebody has to stay administrator"]
            (stays,) = administrators(database)
            staff.set_roles(BEN if stays == ANN else ANN, ADMINISTRATOR, actor=stays, at=AT)


@pytest.mark.postgres
def test_a_burst_of_guesses_is_counted_one_by_one(postgres_store):  # noqa: F811
    """While the first is being counted the second waits, though nothing was counted before."""
    caller, blocked = Caller("192.0.2.1"), text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    def guess():
        with postgres_store.writing() as unit:
            count_try(unit, ANN, caller, AT)

    with ThreadPoolExecutor(1) as pool:
        with postgres_store.writing() as unit:
            (key, _) = count_try(unit, ANN, caller, AT)
            second = pool.submit(guess)
            with postgres_store.reading() as other:
                while not other.transaction.connection.scalar(blocked):
                    assert not second.done()
        second.result(20)
    with postgres_store.reading() as unit:
        assert unit.failures.find(key).count == 2


def test_an_invitation_is_no_administrator(database):  # noqa: F811
    """Who was invited and never came cannot be left alone with the house."""
    staff = Staff(database)
    with database.writing() as unit:
        unit.officers.add(Officer(ANN, ADMINISTRATOR), AT)
    come_in(database, ANN)
    staff.invite(BEN, None, ADMINISTRATOR, actor=ANN, at=AT)
    for leave in (
        lambda: staff.leave(ANN, actor=ANN, at=AT),
        lambda: staff.set_roles(ANN, AUDITOR, actor=ANN, at=AT),
    ):
        with pytest.raises(AccountError, match="somebody has to stay"):
            leave()
    come_in(database, BEN)
    staff.leave(ANN, actor=ANN, at=AT)
    assert administrators(database) == [BEN]


def test_an_invitation_is_void_once_there_is_a_way_in(database):  # noqa: F811
    """Found in a mailbox after its owner came in by a link, it makes nobody them."""
    staff = Staff(database)
    own = OwnAccount(database, Ceremonies("https://cert.example.org", "Example"))
    secret = staff.invite(ANN, None, ADMINISTRATOR, actor="cli:x", at=AT)
    assert own.invited(secret, at=AT).name == ANN
    come_in(database, ANN)
    with pytest.raises(ProofError):
        own.invited(secret, at=AT + timedelta(minutes=1))


@pytest.mark.parametrize("name", ["Ann / Lab", "invite", ".", "..", "api:x"])
def test_a_name_without_a_page_is_refused(sqlite_store, name):  # noqa: F811
    """An account that no page shows could not be ended there either."""
    with pytest.raises(AccountError):
        Staff(sqlite_store).invite(name, None, ADMINISTRATOR, actor=ANN, at=AT)


ODD = ("\0", "a\0b")
FORMS = (
    ("/admin/sign-in/password", "/admin/sign-in", {"name": "{}", "password": "x", "code": "1"}),
    ("/admin/sign-in/recovery", "/admin/sign-in", {"name": "{}", "recovery": "x"}),
    ("/admin/certificates", "/admin/certificates", {"drop": "{}"}),
    ("/admin/certificates", "/admin/certificates", {"name": "{}"}),
    ("/admin/api-keys/end", "/admin/account", {"name": "{}"}),
    ("/admin/privacy/people/x/export", "/admin/account", {}),
    ("/admin/privacy/erasures/{}/approve", "/admin/account", {}),
)


@pytest.mark.postgres
def test_what_no_text_has_is_refused(tables, postgres_url, tmp_path, log):  # noqa: F811
    """PostgreSQL has no NUL and fails at one: nobody, signed in or not, breaks a page with it."""
    site = make_site(tmp_path / "home", tables, database=postgres_url)
    desk = Browser(site)
    for path, page, fields in FORMS[:2]:
        assert desk.post(path, page, {name: v.format("\0") for name, v in fields.items()}) == 422
    desk.post("/admin/sign-in", "/admin/sign-in", {"secret": site.sign_in_secret()})
    for odd in ODD:
        for path, page, fields in FORMS[2:]:
            told = {name: value.format(odd) for name, value in fields.items()}
            status = desk.post(path.format(quote(odd)), page, told)
            assert 400 <= status < 500, (path, status)
        for path in ("/admin/privacy/people/", "/admin/staff/", "/admin/record?of="):
            assert 400 <= desk.browser.get(f"{path}{quote(odd)}").status_code < 500, path
    site.world.database.dispose()
    assert "Traceback" not in log.getvalue()
