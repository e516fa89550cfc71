"""In which language a page answers: its reader's, by Flask-Babel. No cookie remembers it.

A blueprint whose pages are in all languages says `in_all_languages(blueprint)`. Its templates say
`{{ _("English sentence") }}`, begin with `<html lang="{{ language.code }}" dir="{{
language.direction }}">`, and link with `{{ to("/path") }}`, so that a language once asked for by a
link stays. All other pages are in English, whatever their reader prefers.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, Response, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from verifier.languages import CODES, ENGLISH, Language, language, languages

ASKED = "lang"  # what asks for a language: in a query, or where a route has it in its path


class _Catalogue(Domain):  # type: ignore[misc]  # it has no types
    """Gives Flask-Babel's templates the translations that we hold in memory."""

    def get_translations(self) -> object:
        return reader_language().translations


def speak(app: Flask) -> None:
    """Teach the templates of `app` the languages: `_`, `language`, `languages`, `to` and these.

    `home` is the address of the form, and `page_in(code)` that of the same page in a language.
    """
    babel = Babel(app, locale_selector=_select)
    babel.domain_instance = _Catalogue()

    @app.context_processor
    def teach() -> dict[str, object]:
        return {
            "language": reader_language(),
            "languages": languages(),
            "home": _home(),
            "to": to,
            "page_in": g.get("page_in", lambda code: f"?{ASKED}={code}"),
        }

    @app.after_request
    def tell(response: Response) -> Response:
        if g.get("is_negotiated"):
            response.vary.add("Accept-Language")
            response.content_language.add(reader_language().code)
        return response


def in_all_languages(blueprint: Blueprint) -> None:
    """Have the answers of `blueprint` in the reader's language; the others are in English."""

    @blueprint.before_request
    def mark() -> None:
        g.is_translated = True


def reader_language() -> Language:
    """Return the language of this answer."""
    return language(str(get_locale() or ENGLISH.code))


def to(path: str) -> str:
    """Return `path` with the language that was asked for by a link, if one was."""
    asked = _asked()
    if asked is None:
        return path
    return f"{path}{'&' if '?' in path else '?'}{ASKED}={asked}"


def _home() -> str:
    asked = _asked()
    return f"/v/{asked}" if asked else "/v"


def set_page_in(address: Callable[[str], str]) -> None:
    """Say where this page is in another language, where `?lang=` alone does not lead to it."""
    g.page_in = address


def _select() -> str:
    """Return what this request is answered in; of an address that is no page, the reader's."""
    if not g.get("is_translated", request.blueprint is None):
        return ENGLISH.code
    g.is_negotiated = True
    return _asked() or _preferred()


def _preferred() -> str:
    """Return the first language of the browser's that we have: `en-US` is English (RFC 4647)."""
    for tag, quality in request.accept_languages:  # the best first
        code = tag.partition("-")[0].lower()
        if quality > 0 and code in CODES:
            return code
    return ENGLISH.code


def _asked() -> str | None:
    if not has_request_context():
        return None
    asked = (request.view_args or {}).get(ASKED) or request.args.get(ASKED)
    return asked if asked in CODES else None
