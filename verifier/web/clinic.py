"""`/clinic`: a whole list checked at once: match first, then verdict; as page, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.check import check_rows
from verifier.roster.reading import RosterError, decode, read_roster
from verifier.roster.row import Row
from verifier.roster.writing import write_roster, write_rows
from verifier.scan.text import trim
from verifier.trust import is_specimen
from verifier.web.clinic_report import make_report
from verifier.web.http.bodies import max_body
from verifier.web.http.headers import page_policy, set_policy
from verifier.web.services import Services
from verifier.web.static_files import FOLDER, inline_style
from verifier.wiring import VerifierWorld

PATH = "/clinic"
MAX_SHOWN = 200  # rows of one page
MAX_LIST = 200_000  # bytes of text: 200 tokens with names
CHECKS = "20 per minute"  # of lists, from one address
_MAX_TYPED = 200  # characters of who checked, and for whom
_MARK = "\ufeff"  # by it a spreadsheet knows UTF-8


def clinic_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the clinic's page. It needs no script, sets no cookie and keeps nothing."""
    blueprint = Blueprint("clinic", __name__)

    @blueprint.get(PATH)
    def form() -> ResponseReturnValue:
        return _form(world)

    def check() -> ResponseReturnValue:
        try:
            rows = read_roster(_given(), most=MAX_SHOWN)
        except RosterError as wrong:
            return _form(world, wrong=str(wrong)), 400
        answer = _answer(world, services, rows)
        match request.form.get("format"):
            case "csv":
                return _csv(rows, answer.rows)
            case "json":
                return _attached(jsonify(answer.model_dump(mode="json")), "json")
            case _:
                return _report(world, rows, answer)

    limited = services.limits.limited(check, CHECKS)
    blueprint.post(PATH)(max_body(2 * MAX_LIST)(limited))
    set_policy(blueprint, page_policy(_style()))
    return blueprint


@cache
def _style() -> str:
    return inline_style() + "\n" + (FOLDER / "clinic.css").read_text("utf-8").strip()


def _given() -> str:
    """Return the list that was typed or handed in, or raise `RosterError`."""
    typed, file = trim(request.form.get("text", "")), request.files.get("file")
    data = b"" if file is None else file.stream.read()  # an empty field sends an empty file
    if typed and data:
        raise RosterError("Give a list or a file, not both.")
    if not typed and not data:
        raise RosterError("Paste numbers, or choose a file.")
    if max(len(data), len(typed.encode("utf-8", "surrogatepass"))) > MAX_LIST:
        raise RosterError("The list is too long for this page. Check it in parts.")
    return typed or decode(data)


def _answer(world: VerifierWorld, services: Services, rows: Iterable[Row]) -> BatchAnswer:
    at = world.clock()
    answers = []
    for checked in check_rows(world.inquiry, world.trust, rows, at=at):
        services.metrics.count_verdict(checked.verdict, "clinic")
        answers.append(checked.answer)
    return BatchAnswer(checked_at=at, rows=answers)


def _csv(rows: Iterable[Row], answers: Iterable[RowAnswer]) -> Response:
    text = _MARK + "".join(write_roster(zip(rows, answers, strict=True)))
    return _attached(Response(text, content_type="text/csv; charset=utf-8"), "csv")


def _attached(response: Response, kind: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="certificates-checked.{kind}"'
    return response


def _form(world: VerifierWorld, *, wrong: str = "") -> Response:
    typed = request.form.get("text", "")
    return _page(world, "form", wrong=wrong, typed=typed, most=MAX_SHOWN)


def _report(world: VerifierWorld, rows: list[Row], answer: BatchAnswer) -> Response:
    return _page(world, "report", report=make_report(rows, answer), again=write_rows(rows))


def _page(world: VerifierWorld, template: str, **values: object) -> Response:
    issuers = world.trust.current().issuers
    page = render_template(
        f"clinic/{template}.html",
        clinic_style=Markup(_style()),  # noqa: S704 - our own files, never a caller's
        specimen=any(is_specimen(issuer.url) for issuer in issuers),
        checked_by=_line("checked_by"),
        organisation=_line("organisation"),
        **values,
    )
    return make_response(page)


def _line(field: str) -> str:
    return trim(request.form.get(field, ""))[:_MAX_TYPED]
