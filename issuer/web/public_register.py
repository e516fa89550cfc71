"""`/register`: who is certified, for whoever has a number or knows a whole name and profession.

Off unless `PROBATUM_PUBLIC_REGISTER` says otherwise. Nothing is listed, counted to one person,
completed from its beginning, or kept of who asked; a name is never part of an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from issuer.certification.public_words import Translation
from issuer.certification.scheme import Scheme
from issuer.credentials.certificate import Certificate
from issuer.credentials.public_register import SMALLEST, suppress
from issuer.errors import UnknownSchemeError
from issuer.wiring import IssuerWorld
from verifier.answer import Answer, make_answer
from verifier.scan.text import trim
from verifier.web.http.headers import page_policy, set_policy
from verifier.web.http.languages import in_all_languages, reader_language, to
from verifier.web.http.limits import RateLimits
from verifier.web.http.problems import Problem
from verifier.web.static_files import inline_style

_STYLE = (
    "select{display:block;width:100%;min-height:2.75rem;margin-bottom:.6rem;padding:.55rem .9rem;"
    "border:1px solid var(--soft);border-radius:.5rem;font:inherit;color:inherit;"
    "background:var(--card)}"
)
_LIMIT = "20 per minute"
_LONGEST = 200  # characters of a name; no certificate has more
_MOST = 10  # people of one name who are shown


@dataclass(frozen=True, slots=True)
class Found:
    """What a search by name gave; of too many nobody is shown."""

    profession: str
    answers: tuple[Answer, ...]
    too_many: bool = False


def public_register_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the public register, which answers only where it is switched on."""
    blueprint = Blueprint("public_register", __name__)

    @blueprint.before_request
    def require_switch() -> None:
        is_asked = request.method != "OPTIONS"  # which says what could be asked, and nothing more
        if is_asked and not world.settings.public_register:
            raise Problem(404, "not_found", "There is nothing at this address.")

    @blueprint.get("/register")
    def form() -> ResponseReturnValue:
        return _form(world)

    def search() -> ResponseReturnValue:
        return _search(world)

    def statistics() -> ResponseReturnValue:
        return _statistics(world)

    for path, view, method in (
        ("/register", search, "POST"),
        ("/register/statistics", statistics, "GET"),
    ):
        limited = limits.limited(view, _LIMIT)
        blueprint.add_url_rule(path, view.__name__, limited, methods=[method])
    in_all_languages(blueprint)
    set_policy(blueprint, page_policy(_style()))
    if world.settings.public_register:  # the form at /v leads to it
        blueprint.add_app_template_global(lambda: to("/register"), "public_register")
    return blueprint


def _style() -> Markup:
    return Markup(inline_style() + _STYLE)  # noqa: S704 - our own, never a caller's


def _search(world: IssuerWorld) -> ResponseReturnValue:
    number = trim(request.form.get("number", ""))
    if number:
        return redirect(to(f"/v/{quote(number, safe='')}"), 303)
    name = trim(request.form.get("name", ""))
    profession = request.form.get("profession", "")
    if not 0 < len(name) <= _LONGEST or profession not in _professions(world):
        return _form(world, name=name[:_LONGEST], missing=True), 400
    return _form(world, name=name, found=_find(world, name, profession, at=world.clock()))


def _statistics(world: IssuerWorld) -> str:
    at = world.clock()
    with world.database.reading() as unit:
        counts = suppress(unit.public_register.in_force(at))
    schemes = {shelved.scheme.id: shelved.scheme for shelved in world.schemes.all()}
    groups: dict[str, list[tuple[str, int | None]]] = {}
    for count in counts:
        words = _words(schemes[count.scheme])
        profession = words.professions.get(count.profession, count.profession)
        groups.setdefault(words.title, []).append((profession, count.number))
    return render_template(
        "register/statistics.html",
        groups=groups,
        at=at,
        smallest=SMALLEST,
        body=world.body,
        page_style=_style(),
    )


def _words(scheme: Scheme) -> Scheme | Translation:
    """Return what has the words of `scheme` in the reader's language, where it has them."""
    return scheme.languages.get(reader_language().code, scheme)


def _form(
    world: IssuerWorld, *, name: str = "", missing: bool = False, found: Found | None = None
) -> str:
    return render_template(
        "register/form.html",
        professions=_professions(world),
        name=name,
        missing=missing,
        found=found,
        body=world.body,
        page_style=_style(),
    )


def _professions(world: IssuerWorld) -> dict[str, str]:
    """Return the professions of schemes whose holders can be found by name, in words."""
    labels: dict[str, str] = {}
    for scheme in world.schemes.versions():
        if scheme.public_register:
            labels |= _words(scheme).professions
    return labels


def _find(world: IssuerWorld, name: str, profession: str, *, at: datetime) -> Found:
    with world.database.reading() as unit:
        named = unit.public_register.named(name, profession, at)
        open_to_all = [made for made in named if _may_be_found(world, made)]
        records = unit.credentials.of([made.number for made in open_to_all[: _MOST + 1]])
    tokens = [
        next((one.token for one in records.get(made.number, []) if one.token is not None), None)
        for made in open_to_all[: _MOST + 1]
    ]
    if len(tokens) > _MOST:
        return Found(profession, (), too_many=True)
    trust, language = world.trust.current(), reader_language()
    verdicts = [world.verifier.verify(token, at=at) for token in tokens if token is not None]
    return Found(profession, tuple(make_answer(one, trust, language) for one in verdicts))


def _may_be_found(world: IssuerWorld, made: Certificate) -> bool:
    """Tell whether the agreement that the holder signed, of that version, makes it public."""
    try:
        return world.schemes.version(made.scheme, made.version).scheme.public_register
    except UnknownSchemeError:
        return False
