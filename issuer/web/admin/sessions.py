"""Sessions on the server's side: the cookie holds a secret, the store its digest and the rest.

A browser that is not signed in has a cookie too, because its sign-in form needs a token against
forged requests; of that one nothing is stored, so strangers cannot fill the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, g, request
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from issuer.accounts.account import Way
from issuer.accounts.ports import AccountsTransactions, Officer, Session
from issuer.accounts.sign_in import digest_of
from issuer.errors import StorageUnavailableError
from issuer.web.admin.account.browsers import browser_in_words
from issuer.web.admin.cookie import Cookie
from verifier.clock import Clock
from verifier.web.http.limits import caller

FRESH = timedelta(minutes=5)  # since somebody proved who they are
SEEN_EVERY = timedelta(minutes=1)  # how exactly `seen` is kept: reading pages seldom writes
CSRF_FIELD = "csrf_token"  # where Flask-WTF looks for the token that a form must repeat
PREFIX = "/admin"

_SECRET_BYTES = 32

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: without being used, and at most."""

    idle: timedelta
    longest: timedelta

    def is_alive(self, record: Session, at: datetime) -> bool:
        """Tell whether a session is still one."""
        return at - record.seen < self.idle and at - record.started < self.longest


class DeskSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls the session: the officer, and messages for the next page.

    `record` is what the store holds, None while nobody is signed in. `unavailable` says that the
    store could not be asked, so that nobody can tell who this is.
    """

    modified = False

    def __init__(self, secret: str, *, known: bool, data: dict[str, Any] | None = None) -> None:
        super().__init__({**(data or {}), CSRF_FIELD: _derive(secret, "form")}, _mark)
        self.secret = secret
        self.known = known  # the browser has this cookie already
        self.record: Session | None = None
        self.officer: Officer | None = None
        self.unavailable = False
        self.ended = False

    def is_fresh(self, at: datetime) -> bool:
        """Tell whether who this is was proven in the last five minutes."""
        proven = self.record.proven if self.record else None
        return proven is not None and timedelta(0) <= at - proven < FRESH

    @property
    def passkey_key(self) -> bytes:
        """Return the key that signs the challenges for passkeys."""
        return _derive(self.secret, "passkey").encode("ascii")

    @property
    def csrf_key(self) -> bytes:
        """Return the key that signs form tokens; whoever reads the database cannot make it."""
        return _derive(self.secret, "key").encode("ascii")


def _mark(session: CallbackDict[str, Any]) -> None:
    if isinstance(session, DeskSession):
        session.modified = True


class DeskSessions(SessionInterface):
    """Opens and saves the sessions of the desk; every other path has none and reads nothing."""

    def __init__(
        self, transactions: AccountsTransactions, clock: Clock, limits: Limits, *, secure: bool
    ) -> None:
        self._transactions = transactions
        self._clock = clock
        self._limits = limits
        self._cookie = Cookie(secure)

    def open_session(self, app: Flask, request: Request) -> DeskSession | None:
        """Return the session of the browser that asks; None outside the desk."""
        del app
        if not request.path.startswith(PREFIX):
            return None
        secret = self._cookie.read(request)
        if secret is None:
            return DeskSession(_new_secret(), known=False)
        try:
            return self._load(secret, self._clock())
        except StorageUnavailableError:
            session = DeskSession(secret, known=True)
            session.unavailable = True
            return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and tell the browser which secret it now has."""
        del app
        if not isinstance(session, DeskSession):
            return
        response.headers.setdefault("Cache-Control", "no-store")
        if session.ended:
            self._cookie.clear(response)
            return
        if session.record is not None:
            self._touch(session, session.record)
        if not session.known and session.accessed:
            self._cookie.write(response, session.secret)

    def begin(
        self,
        session: DeskSession,
        officer: Officer,
        at: datetime,
        way: Way = Way.LINK,
        *,
        keep: Mapping[str, Any] | None = None,
    ) -> None:
        """Sign `officer` in: under a new secret, so that one known before is worth nothing.

        `keep` is what the new session begins with, such as a form that waits to be sent.
        """
        secret = _new_secret()
        record = Session(
            digest=digest_of(secret),
            officer=officer.name,
            started=at,
            seen=at,
            data="{}",
            proven=at,
            way=way,
            address=caller(),
            browser=browser_in_words(request.user_agent.string),
        )
        with self._transactions.writing() as unit:
            unit.sessions.end(digest_of(session.secret))
            unit.sessions.save(record)
        session.secret, session.known = secret, False
        session.record, session.officer = record, officer
        session.clear()
        session.update(keep or {})
        session[CSRF_FIELD] = _derive(secret, "form")
        g.pop(CSRF_FIELD, None)  # Flask-WTF remembers the token of the session before

    def end(self, session: DeskSession) -> None:
        """Sign out: the record goes, and with it every copy of the cookie is worth nothing."""
        with self._transactions.writing() as unit:
            unit.sessions.end(digest_of(session.secret))
        session.ended = True

    def _load(self, secret: str, at: datetime) -> DeskSession:
        with self._transactions.reading() as unit:
            record = unit.sessions.find(digest_of(secret))
            name = record.officer if record else None
            officer = unit.officers.find(name) if name else None
        if record is None or officer is None:
            return DeskSession(secret, known=True)
        if not self._limits.is_alive(record, at):
            with self._transactions.writing() as writing:
                writing.sessions.end(record.digest)
            return DeskSession(_new_secret(), known=False)
        session = DeskSession(secret, known=True, data=json.loads(record.data))
        session.record, session.officer = record, officer
        return session

    def _touch(self, session: DeskSession, record: Session) -> None:
        at = self._clock()
        data = json.dumps({name: held for name, held in session.items() if name != CSRF_FIELD})
        if data == record.data and at - record.seen < SEEN_EVERY:
            return
        kept = replace(record, seen=max(at, record.seen), data=data)
        try:
            with self._transactions.writing() as unit:
                # A session that was signed out while this page was made stays signed out.
                if unit.sessions.find(record.digest) is not None:
                    unit.sessions.save(kept)
        except StorageUnavailableError:
            _log.warning("a session could not be kept up to date")


def _new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def _derive(secret: str, use: str) -> str:
    return hmac.new(secret.encode(), f"probatum {use}".encode(), hashlib.sha256).hexdigest()
