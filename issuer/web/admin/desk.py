"""The desk as a whole: sessions, gate, pages, and how refusals look to people at work."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_bootstrap import Bootstrap5
from werkzeug.exceptions import TooManyRequests

from issuer.accounts.roles import Action
from issuer.certification.errors import CertificationError
from issuer.certification.figures import show_percent
from issuer.errors import IssuerError
from issuer.web.admin.account.api_keys import api_keys_blueprint
from issuer.web.admin.account.confirm import Confirming, confirm_blueprint
from issuer.web.admin.account.devices import Devices
from issuer.web.admin.account.joining import joining_blueprint
from issuer.web.admin.account.own import own_account_blueprint
from issuer.web.admin.account.staff import staff_blueprint
from issuer.web.admin.archive import archive_blueprint
from issuer.web.admin.assets import assets_blueprint
from issuer.web.admin.audit import audit_blueprint
from issuer.web.admin.bulk import bulk_blueprint
from issuer.web.admin.candidate_links import candidate_links_blueprint
from issuer.web.admin.candidates.admission import admission_blueprint
from issuer.web.admin.candidates.appeals import appeals_blueprint
from issuer.web.admin.candidates.applications import applications_blueprint
from issuer.web.admin.candidates.decisions import decisions_blueprint
from issuer.web.admin.candidates.documents import documents_blueprint
from issuer.web.admin.candidates.entries import entries_blueprint
from issuer.web.admin.candidates.upload import upload_blueprint
from issuer.web.admin.certificates import register_blueprint
from issuer.web.admin.changes import acts_blueprint
from issuer.web.admin.complaints import complaints_blueprint
from issuer.web.admin.complaints_acts import complaint_acts_blueprint
from issuer.web.admin.forms import ActionForm
from issuer.web.admin.gate import Gate, current
from issuer.web.admin.history import named
from issuer.web.admin.holders import holders_blueprint
from issuer.web.admin.keys import keys_blueprint
from issuer.web.admin.keys_resigning import resigning_blueprint
from issuer.web.admin.lapses import lapses_blueprint
from issuer.web.admin.privacy import privacy_blueprint
from issuer.web.admin.registers.pages import registers_blueprint
from issuer.web.admin.renewals import renewals_blueprint
from issuer.web.admin.replace import replace_blueprint
from issuer.web.admin.requests import requests_blueprint
from issuer.web.admin.requests_report import report_blueprint
from issuer.web.admin.schemes import schemes_blueprint
from issuer.web.admin.scoring import scoring_blueprint
from issuer.web.admin.sessions import PREFIX, DeskSessions, Limits
from issuer.web.admin.sign_in import sign_in_blueprint
from issuer.web.admin.statistics import statistics_blueprint
from issuer.web.admin.stop import stop_blueprint, unseen_alerts, why_stopped
from issuer.web.admin.undelivered import undelivered
from issuer.web.admin.waiting import waiting_blueprint
from issuer.web.admin.words import ACTS, reason_in_words
from issuer.web.permission import require
from issuer.web.refusals import to_problem
from issuer.wiring import IssuerWorld
from verifier.days import in_words
from verifier.web.http.headers import set_policy
from verifier.web.http.limits import RateLimits
from verifier.web.http.logs import note_refusal
from verifier.web.http.problems import Problem
from verifier.web.http.request_ids import request_id

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAGES = (
    register_blueprint,
    acts_blueprint,
    replace_blueprint,
    requests_blueprint,
    report_blueprint,
    bulk_blueprint,
    stop_blueprint,
    keys_blueprint,
    resigning_blueprint,
    waiting_blueprint,
    candidate_links_blueprint,
    holders_blueprint,
    applications_blueprint,
    admission_blueprint,
    documents_blueprint,
    entries_blueprint,
    upload_blueprint,
    decisions_blueprint,
    appeals_blueprint,
    registers_blueprint,
    schemes_blueprint,
    staff_blueprint,
    api_keys_blueprint,
    scoring_blueprint,
    statistics_blueprint,
    audit_blueprint,
    archive_blueprint,
    privacy_blueprint,
    complaints_blueprint,
    complaint_acts_blueprint,
    lapses_blueprint,
    renewals_blueprint,
)
OPEN = frozenset(
    f"admin.{name}"
    for name in (
        "door.sign_in",
        "door.redeem",
        "door.passkey",
        "door.password",
        "door.recovery",
        "joining.open_link",
        "joining.ask",
        "joining.by_passkey",
        "joining.by_password",
    )
)


def add_desk(app: Flask, world: IssuerWorld, limits: RateLimits) -> None:
    """Add the desk to an issuer's app."""
    lives = Limits(world.settings.session_idle, world.settings.session_longest)
    secure = world.body.url.startswith("https://")
    sessions = DeskSessions(world.database, world.clock, lives, secure=secure)
    app.session_interface = sessions
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session, and dies so
    _add_bootstrap(app)
    app.register_blueprint(assets_blueprint())
    app.register_blueprint(_desk(world, sessions, limits))


def _desk(world: IssuerWorld, sessions: DeskSessions, limits: RateLimits) -> Blueprint:
    desk = Blueprint("admin", __name__, url_prefix=PREFIX)
    devices = Devices(secure=world.body.url.startswith("https://"))
    confirming = Confirming(world, devices)
    Gate(OPEN, world.clock, confirming.ask).guard(desk)
    set_policy(desk, _POLICY)
    _answer_refusals(desk)
    _add_words(desk, world)
    _add_banners(desk, world)
    desk.register_blueprint(sign_in_blueprint(world, sessions, devices, limits))
    desk.register_blueprint(confirm_blueprint(world, sessions, confirming, limits))
    desk.register_blueprint(joining_blueprint(world, sessions, limits))
    desk.register_blueprint(own_account_blueprint(world, sessions))
    for make_blueprint in _PAGES:
        desk.register_blueprint(make_blueprint(world))

    @desk.get("/")
    @require(Action.OWN_ACCOUNT)
    def home() -> ResponseReturnValue:
        return redirect(url_for("admin.certificates.list_all"), 303)

    @desk.after_request
    def finish(response: Response) -> Response:
        # A form's page must be able to say where it comes from; nobody else learns it.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return desk


def _add_bootstrap(app: Flask) -> None:
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 86_400  # seconds; its address names no version
    app.static_url_path = "/static"
    Bootstrap5().init_app(app)


def _add_words(desk: Blueprint, world: IssuerWorld) -> None:
    zone = world.body.zone

    @desk.context_processor
    def words() -> dict[str, object]:
        return {
            "body": world.body,
            "officer": current().officer,
            "may": _may,
            # A refused body, too large say, must not be read again by the page that says so.
            "action_form": lambda: ActionForm(formdata=None),
            "acts": ACTS,
            "reason_in_words": reason_in_words,
        }

    @desk.app_template_filter("desk_day")
    def day(moment: date) -> str:
        local = moment.astimezone(zone) if isinstance(moment, datetime) else moment
        return in_words(local)

    desk.add_app_template_filter(show_percent, "desk_percent")

    @desk.app_template_filter("desk_moment")
    def moment(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{in_words(local)}, {local:%H:%M} {local:%Z}"


def _add_banners(desk: Blueprint, world: IssuerWorld) -> None:
    """Let each page say, when it asks, what every officer must know."""

    @desk.context_processor
    def banners() -> dict[str, object]:
        return {
            "links_made": lambda: world.staff.links(world.clock()),
            "why_stopped": lambda: why_stopped(world),
            "unseen_alerts": lambda: unseen_alerts(world),
            "undelivered": undelivered(world),
            "named": named,
        }


def _may(action: str) -> bool:
    """Tell a page whether to offer an act, by its name in the table of roles."""
    found = current().officer
    return found is not None and found.may(Action(action))


def _answer_refusals(desk: Blueprint) -> None:
    @desk.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        note_refusal(problem.code)
        page = render_template("admin/problem.html", problem=problem, request_id=request_id())
        response = make_response(page, problem.status)
        response.headers.extend(problem.headers or {})
        return response

    @desk.errorhandler(TooManyRequests)
    def refused_for_now(_: TooManyRequests) -> Response:
        detail = "Too many sign-ins were tried from your address. Try again in a minute."
        return refused(Problem(429, "too_many_requests", detail))

    @desk.errorhandler(IssuerError)
    @desk.errorhandler(CertificationError)
    def refused_by_issuer(error: IssuerError | CertificationError) -> Response:
        return refused(to_problem(error))
