"""`/v`: what the QR code opens, the form for other ways in, and every verdict as a page.

`/v/es` is `/v` in Spanish, whatever the browser prefers: an address alone, so that a copy of the
page can lie in a folder of files. Its bytes come from `app.test_client().get("/v/es")`.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from verifier.languages import CODES
from verifier.scan.found import FoundNumber, FoundToken
from verifier.scan.pool import ReaderBusyError
from verifier.scan.text import read_text, trim
from verifier.trust import is_specimen
from verifier.verdict import Reason, Verdict
from verifier.web.day_asked import with_day_asked
from verifier.web.drawing_beside import DrawingBeside, drawing_beside
from verifier.web.http.bodies import max_body
from verifier.web.http.headers import allow_camera, allow_made_pictures
from verifier.web.http.languages import in_all_languages, reader_language, set_page_in, to
from verifier.web.http.metrics import Metrics
from verifier.web.not_here import require_ledger
from verifier.web.page_data import page_data
from verifier.web.services import Services
from verifier.web.skeleton import Place, teach_templates
from verifier.web.static_site import FILES_ALONE
from verifier.web.uploads import MAX_UPLOAD, busy, uploaded_file
from verifier.web.verdict_page import VerdictPage, make_page
from verifier.wiring import VerifierWorld

MAX_SHOWN = 40  # characters of what was typed that are shown for typing again


def pages_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the public pages. They set no cookie; only the QR code's link needs JavaScript."""
    blueprint = Blueprint("pages", __name__)
    limits, metrics = services.limits, services.metrics

    in_all_languages(blueprint)
    languages = ", ".join(CODES)

    @blueprint.get("/")
    def front() -> ResponseReturnValue:
        return redirect(to("/v"))  # the paper says "check at HOST", and people type just that

    @blueprint.get("/v")
    @blueprint.get("/V")
    @blueprint.get(f"/v/<any({languages}):lang>")
    def form(lang: str = "") -> ResponseReturnValue:  # noqa: ARG001 - the language is chosen by it
        return _form(world), 200

    @blueprint.post("/v")
    @blueprint.post("/V")
    @max_body(MAX_UPLOAD)
    @limits.lookups
    def ask() -> ResponseReturnValue:
        return _asked(world, metrics)

    @blueprint.get("/v/<typed>")
    @blueprint.get("/V/<typed>")
    @limits.lookups
    def number(typed: str) -> ResponseReturnValue:
        require_ledger(world, trim(typed))
        verdict = world.inquiry.ask_number(trim(typed), at=world.clock())
        verdict = with_day_asked(world, verdict)
        set_page_in(_number_in(typed))
        return _show(world, metrics.count_verdict(verdict, "number"), typed)

    teach_templates(blueprint)
    allow_camera(blueprint)
    if world.drawer is not None:
        allow_made_pictures(blueprint)
    return blueprint


def _asked(world: VerifierWorld, metrics: Metrics) -> ResponseReturnValue:
    way = "document" if request.files else "text"
    typed = trim(request.form.get("text", ""))
    if way == "text" and not typed:
        return _form(world, missing=True), 400
    if way == "text":
        require_ledger(world, typed)
    verdict = _ask_document(world) if way == "document" else _ask_text(world, typed)
    _set_way_back(world, verdict, typed)
    drawing = drawing_beside(verdict, world.drawer)
    return _show(world, metrics.count_verdict(verdict, way), typed, drawing)


def _form(world: VerifierWorld, *, missing: bool = False) -> Response:
    trust = world.trust.current()
    set_page_in(_form_in())
    return _render(
        "form",
        page={"typed": ""},
        specimen=any(is_specimen(issuer.url) for issuer in trust.issuers),
        missing=missing,
        known=page_data(
            trust,
            world.inquiry.verifier.ledgers,
            reader_language(),
            concern=_concern(world),
            is_whole=bool(current_app.config.get(FILES_ALONE)),  # no site to ask for the rest
        ),
        bodies=trust.issuers,
        skeleton=Place("page"),
        item=Place("item"),
    )


def _ask_text(world: VerifierWorld, text: str) -> Verdict:
    return world.inquiry.ask_text(text, at=world.clock())


def _ask_document(world: VerifierWorld) -> Verdict:
    try:
        return world.inquiry.ask_document(uploaded_file("file"), at=world.clock())
    except ReaderBusyError as exc:
        raise busy(exc) from exc


def _set_way_back(world: VerifierWorld, verdict: Verdict, typed: str) -> None:
    """Let the reader have the same verdict in another language, by an address that asks again."""
    if verdict.earlier is not None and verdict.credential is None:
        set_page_in(_number_in(verdict.earlier))  # and no name into an address
        return
    found = read_text(typed) if typed and verdict.earlier is None else None
    if isinstance(found, FoundToken):
        set_page_in(_form_in(f"#{quote(found.token, safe='')}"))  # no server's log has a fragment
    elif isinstance(found, FoundNumber):
        set_page_in(_number_in(str(found.number)))
    elif verdict.credential and verdict.credential.issuer in world.inquiry.verifier.ledgers:
        set_page_in(_number_in(verdict.credential.number))
    else:
        set_page_in(_form_in())


def _form_in(fragment: str = "") -> Callable[[str], str]:
    return lambda code: f"/v/{code}{fragment}"


def _number_in(typed: str) -> Callable[[str], str]:
    on = request.args.get("on", "")[:MAX_SHOWN]  # the day that was asked about stays
    if len(typed) > MAX_SHOWN:  # no number: nothing of it is said back
        return _form_in()
    day = f"&on={quote(on, safe='')}" if on else ""
    return lambda code: f"/v/{quote(typed, safe='')}?lang={code}{day}"


def _page(world: VerifierWorld, verdict: Verdict, typed: str = "") -> VerdictPage:
    shown = typed if len(typed) <= MAX_SHOWN else ""
    credential = verdict.credential
    about = ""
    if credential and world.concern and credential.issuer in world.inquiry.verifier.ledgers:
        about = _concern(world) + credential.number
    return make_page(
        verdict,
        world.trust.current(),
        host=request.host,
        typed=shown,
        concern=about,
        language=reader_language(),
    )


def _concern(world: VerifierWorld) -> str:
    """Return where a concern about the number that follows is reported, or nothing."""
    path = world.concern and to(world.concern)
    return path and f"{path}{'&' if '?' in path else '?'}number="


def _show(
    world: VerifierWorld, verdict: Verdict, typed: str, drawing: DrawingBeside | None = None
) -> ResponseReturnValue:
    status = 404 if verdict.reason is Reason.UNKNOWN_NUMBER else 200
    return _render("verdict", page=_page(world, verdict, typed), drawing=drawing), status


def _render(template: str, **values: object) -> Response:
    return make_response(render_template(f"verify/{template}.html", **values))
