"""The one gate of the desk: who may pass, and which requests are believed to be their own.

Every page under /admin but the sign-in needs a signed-in officer. Every request that may change
something must come from a page of ours: the browser says so itself, and the form repeats a token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from issuer.accounts.ports import Officer
from issuer.accounts.roles import TABLE, Action, roles_that_may
from issuer.errors import NotSignedInError, StorageUnavailableError
from issuer.web.admin.sessions import CSRF_FIELD, PREFIX, DeskSession
from issuer.web.permission import Permission, permission_of
from verifier.clock import Clock
from verifier.web.http.problems import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_PATH = re.compile(rf"{PREFIX}(/[A-Za-z0-9_.-]+)*/?(\?[A-Za-z0-9_.~%&=+-]*)?", re.ASCII)


def _forged() -> Problem:
    return Problem(
        403,
        "csrf",
        "This form was not sent from a page of this desk, or its page had grown too old. "
        "Nothing was changed. Open the page again and repeat.",
    )


@dataclass(frozen=True, slots=True)
class Gate:
    """Stands before a blueprint. Roles are asked for here; who was involved, by the use cases."""

    open_endpoints: frozenset[str]
    clock: Clock
    confirm: Callable[[], Response]

    def guard(self, blueprint: Blueprint) -> None:
        """Let nothing of `blueprint` be reached but through this gate."""
        blueprint.before_request(self._check)

    def _check(self) -> Response | None:
        if current().unavailable:
            raise StorageUnavailableError("the session cannot be read")
        if "\0" in request.path:
            abort(404)
        _require_text(*(value for _, value in request.args.items(multi=True)))
        if request.method not in _SAFE:
            _require_own_page()
            _require_text(*(value for _, value in request.form.items(multi=True)))
        if request.endpoint in self.open_endpoints:
            return None
        found = current().officer
        if found is None:
            return redirect(url_for("admin.door.sign_in", next=_wanted()), 303)
        if request.endpoint is None or request.method == "OPTIONS":  # no view will run
            return None
        permission = permission_of(current_app.view_functions.get(request.endpoint))
        _require_role(found, permission)
        if permission and permission.fresh and not current().is_fresh(self.clock()):
            return self.confirm()
        return None


def _require_text(*texts: str) -> None:
    """Refuse what no person types, and PostgreSQL cannot even look for."""
    if any("\0" in text for text in texts):
        raise Problem(422, "no_text", "This has a character that no text has. Type it anew.")


def _require_role(found: Officer, permission: Permission | None) -> None:
    action = permission.action(request.view_args) if permission else None
    if action is None:  # nobody said what this view is: it is for nobody
        raise Problem(403, "not_allowed", "This page is open to nobody. Tell your administrator.")
    if not found.may(action):
        raise not_allowed(action)


def not_allowed(action: Action) -> Problem:
    """Return the refusal of an act to somebody whose roles do not have it."""
    roles = [role.words for role in roles_that_may(action)]
    return Problem(
        403,
        "not_allowed",
        f"Your roles do not let you {TABLE[action].words}. It takes the role "
        f"{' or '.join(roles)}. An administrator can give it to you.",
    )


def current() -> DeskSession:
    """Return the session of this request."""
    return cast("DeskSession", session)


def officer() -> Officer:
    """Return who is signed in."""
    found = current().officer
    if found is None:
        raise NotSignedInError("nobody is signed in")
    return found


def own_path(path: str | None) -> str | None:
    """Return `path` if it leads to a page of the desk and nowhere else."""
    return path if path and _OWN_PATH.fullmatch(path) else None


def _wanted() -> str | None:
    """Return where a reader wanted to go; a form that was sent is not sent again."""
    if request.method != "GET":
        return None
    return own_path(request.full_path.rstrip("?"))


def _require_own_page() -> None:
    _require_own_origin()
    try:
        validate_csrf(request.form.get(CSRF_FIELD), secret_key=current().csrf_key)
    except ValidationError as exc:
        raise _forged() from exc


def _require_own_origin() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise _forged()
        return
    # Browsers of before 2023 do not say it, but name the origin of the page.
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host:
        raise _forged()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # a bracket that is not closed
        return None
