"""`/clinic`: a whole list checked at once: match first, then verdict; as page, PDF, CSV and JSON.

Without a script the whole table comes at once. With it the page asks for the list's rows
(`/api/clinic/list`), then for their answers in small groups (`/api/clinic/rows`), and fills.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from verifier.languages import ENGLISH, Language
from verifier.report.sheet import About
from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.check import RosterCheck
from verifier.roster.gathering import Gathered
from verifier.roster.reading import RosterError
from verifier.roster.row import Row
from verifier.roster.writing import write_roster, write_rows
from verifier.scan.text import trim
from verifier.trust import is_specimen
from verifier.web.clinic_list import (
    MAX_DOCUMENTS,
    MAX_EACH,
    MAX_NAMED,
    MAX_SHOWN,
    MAX_TOTAL,
    PatientDocuments,
    given_list,
    named_list,
)
from verifier.web.clinic_report import make_empty_report, make_report, words
from verifier.web.clinic_rows import MAX_GROUP, rows_view
from verifier.web.http.bodies import max_body
from verifier.web.http.files import Files
from verifier.web.http.headers import page_policy, set_policy
from verifier.web.http.languages import in_all_languages, reader_language
from verifier.web.http.problems import Problem, respond
from verifier.web.http.refusals import http_problem
from verifier.web.services import Services
from verifier.web.static_files import FOLDER, inline_style
from verifier.web.uploads import RETRY_AFTER
from verifier.wiring import VerifierWorld

if TYPE_CHECKING:
    from verifier.report.pdf import ReportPrinter

PATH = "/clinic"
SCRIPT = "clinic.js"
CHECKS = "20 per minute"  # of lists, from one address, apart from its single look-ups
GROUPS = "250 per minute"  # of rows: twenty lists of ten groups, and some documents
_MAX_TYPED = 200  # characters of who checked, and for whom
_MARK = "\ufeff"  # by it a spreadsheet knows UTF-8


def clinic_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the clinic's page. It works without its script, sets no cookie and keeps nothing."""
    blueprint = Blueprint("clinic", __name__)
    limited = services.limits.limited

    @blueprint.get(PATH)
    def form() -> ResponseReturnValue:
        return _form(world)

    def check() -> ResponseReturnValue:
        try:
            given = given_list()
        except RosterError as wrong:
            return _form(world, wrong=wrong.told(reader_language())), 400
        kind = request.form.get("format", "")
        language = ENGLISH if kind in {"csv", "json"} else reader_language()
        answer = _answer(world, services, given, language)
        if kind == "pdf":
            pdf = _printer().draw(given.rows, answer, _about(), language, world.trust.current())
            return _attached(Response(pdf, content_type="application/pdf"), kind)
        return _as_data(kind, given, answer) or _report(world, given, answer)

    def begin() -> ResponseReturnValue:
        return jsonify(_begin(world))

    in_all_languages(blueprint)
    _answer_refusals(blueprint)
    _serve_script(blueprint)
    blueprint.post(PATH)(max_body(MAX_TOTAL)(limited(check, CHECKS)))
    blueprint.post("/api/clinic/list")(max_body(MAX_NAMED)(limited(begin, CHECKS)))
    rows = limited(rows_view(world, services), GROUPS)
    blueprint.post("/api/clinic/rows")(max_body(MAX_EACH + 65_536, json=MAX_GROUP * 20_000)(rows))
    set_policy(blueprint, page_policy(_style()))
    return blueprint


def _answer_refusals(blueprint: Blueprint) -> None:
    """Have what is refused told in the reader's language too where the page's script reads it."""

    @blueprint.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        return respond(replace(problem, detail=reader_language().say(problem.detail)))

    @blueprint.errorhandler(HTTPException)
    def http_error(exc: HTTPException) -> Response:
        return refused(http_problem(exc))


@cache
def _printer() -> ReportPrinter:
    """Return what draws reports. Typesetter and fonts are loaded when the first is asked for."""
    from verifier.report.pdf import ReportPrinter  # noqa: PLC0415 - a verifier needs neither

    return ReportPrinter()


def _serve_script(blueprint: Blueprint) -> None:
    files = Files(FOLDER, f"/static{PATH}/", {SCRIPT: "text/javascript"})

    @blueprint.get(files.rule)
    def script(name: str) -> ResponseReturnValue:
        return files.answer(name)

    @blueprint.context_processor
    def teach() -> dict[str, object]:
        return {"clinic_script": files.address(SCRIPT)}


def _begin(world: VerifierWorld) -> dict[str, object]:
    """Return the rows of a list, which of them are documents, and the page that they will fill."""
    try:
        named = named_list()
    except RosterError as wrong:
        told = wrong.told(reader_language())
        raise Problem(400, "malformed_request", told) from wrong
    rows, report = named.rows, make_empty_report(named.rows, reader_language())
    return {
        "rows": [row.model_dump(mode="json") for row in rows],
        "names": named.names,
        "documents": [named.place_of(row) for row in rows],
        "group": MAX_GROUP,
        "page": _page(world, "filling", report=report, again=write_rows(rows)),
    }


@cache
def _style() -> str:
    return inline_style() + "\n" + (FOLDER / "clinic.css").read_text("utf-8").strip()


def _answer(
    world: VerifierWorld, services: Services, given: Gathered, language: Language
) -> BatchAnswer:
    at = world.clock()
    inquiry = replace(world.inquiry, documents=PatientDocuments(world.inquiry.documents))
    check = RosterCheck(inquiry, world.trust, at, given.documents, language)
    checked = list(check.answer(given.rows))
    for each in checked:
        services.metrics.count_verdict(each.verdict, "clinic")
    services.limits.misses.allow(each.verdict for each in checked)
    answers = [each.answer for each in checked]
    return BatchAnswer(checked_at=at, lists=check.lists, rows=answers)


def _as_data(kind: str, given: Gathered, answer: BatchAnswer) -> Response | None:
    if kind == "json":
        return _attached(jsonify(answer.model_dump(mode="json")), kind)
    return _csv(given.rows, answer.rows) if kind == "csv" else None


def _csv(rows: Iterable[Row], answers: Iterable[RowAnswer]) -> Response:
    text = _MARK + "".join(write_roster(zip(rows, answers, strict=True)))
    return _attached(Response(text, content_type="text/csv; charset=utf-8"), "csv")


def _attached(response: Response, kind: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="certificates-checked.{kind}"'
    return response


def _form(world: VerifierWorld, *, wrong: str = "") -> Response:
    typed = request.form.get("text", "")
    limits = {"most": MAX_SHOWN, "documents": MAX_DOCUMENTS, "megabytes": MAX_EACH // 1_000_000}
    return make_response(_page(world, "form", wrong=wrong, typed=typed, limits=limits))


def _report(world: VerifierWorld, given: Gathered, answer: BatchAnswer) -> ResponseReturnValue:
    report = make_report(given.rows, answer, world.trust.current(), reader_language())
    again = "" if given.documents else write_rows(given.rows)  # documents cannot be sent again
    page = make_response(_page(world, "report", report=report, again=again))
    if not report.kinds["unfinished"]:
        return page
    page.headers["Retry-After"] = str(RETRY_AFTER)
    return page, 503  # what was done is in it


def _page(world: VerifierWorld, template: str, **values: object) -> str:
    issuers = world.trust.current().issuers
    about = _about()
    return render_template(
        f"clinic/{template}.html",
        clinic_style=Markup(_style()),  # noqa: S704 - our own files, never a caller's
        specimen=any(is_specimen(issuer.url) for issuer in issuers),
        checked_by=about.checked_by,
        organisation=about.organisation,
        **words(reader_language()),
        **values,
    )


def _about() -> About:
    return About(_line("checked_by"), _line("organisation"), request.host)


def _line(field: str) -> str:
    return trim(request.form.get(field, ""))[:_MAX_TYPED]
