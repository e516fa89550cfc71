"""`/concern`: somebody reports what worries them, and later looks what became of it.

No account, cookie, script or puzzle. What keeps floods off: a limit for one address, one for all
together, a field that only programs fill in, and lengths. The code of a case is never part of an
address.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from issuer.complaints.complaint import Concern
from issuer.complaints.errors import ComplaintError, TooManyComplaintsError, UnknownComplaintError
from issuer.complaints.report import MAX_LINE, MAX_WORDS, Report, read_report
from issuer.web.own_page import require_own_page
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import page_policy, set_policy
from verifier.web.http.languages import in_all_languages, reader_language, set_page_in
from verifier.web.http.limits import RateLimits
from verifier.web.static_files import inline_style

PATH = "/concern"
REPORTS = "10 per hour"  # from one address
LOOKS = "30 per minute"

_TRAP = "website"  # no person sees this field
_STYLE = (
    "fieldset{margin:0 0 1rem;padding:0;border:0}"
    "legend{margin-bottom:.3rem;padding:0;font-weight:600}"
    ".pick{display:flex;gap:.7rem;align-items:center;min-height:2.75rem;margin:0;padding:.3rem 0;"
    "line-height:1.3;font-weight:400}"
    ".pick input{flex:none;width:1.3rem;min-height:1.3rem;margin:0}"
    "textarea{display:block;width:100%;margin-bottom:.6rem;padding:.55rem .9rem;font:inherit;"
    "color:inherit;background:0 0;border:1px solid var(--soft);border-radius:.5rem}"
    ".trap{position:absolute;inset-inline-start:-100rem}"
    ".keep{margin:0 0 1rem;padding:.9rem 1rem;border:2px solid var(--line);border-radius:.5rem}"
    ".keep b{font-size:1.15rem;letter-spacing:.02em}.keep :last-child{margin:0}"
    ".said{display:block;white-space:pre-line}h1 bdi{white-space:nowrap}"
    "#received~footer nav{display:none}"  # the code is shown once: nothing leads away by a slip
    "@media print{.keep{display:block}}"
)


def concern_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the report's form, and the page that tells how a case stands."""
    blueprint = Blueprint("concern", __name__)
    in_all_languages(blueprint)
    set_policy(blueprint, page_policy(_style()))

    @blueprint.get(PATH)
    def form() -> ResponseReturnValue:
        number = request.args.get("number", "")[:MAX_LINE]
        asked = f"&number={quote(number, safe='')}" if number else ""
        set_page_in(lambda code: f"{PATH}?lang={code}{asked}")
        return _form(world, {"number": number})

    def report() -> ResponseReturnValue:
        require_own_page()
        return _report(world)

    @blueprint.get(f"{PATH}/case")
    def door() -> ResponseReturnValue:
        return _page(world, "concern/door.html", typed={})

    def look() -> ResponseReturnValue:
        require_own_page()
        set_page_in(lambda code: f"{PATH}/case?lang={code}")
        return _look(world)

    blueprint.post(PATH)(limits.limited(report, REPORTS))
    blueprint.post(f"{PATH}/case")(limits.limited(look, LOOKS))
    return blueprint


def _report(world: IssuerWorld) -> ResponseReturnValue:
    set_page_in(lambda code: f"{PATH}?lang={code}")
    typed = {name: request.form.get(name, "") for name in ("words", "number", "contact")}
    typed["concern"] = request.form.get("concern", "")
    made = read_report(**typed, language=reader_language().code)
    if not isinstance(made, Report):
        return _form(world, typed, faults=made), 422
    if request.form.get(_TRAP):
        return _form(world, typed, trapped=request.form[_TRAP]), 422
    try:
        received = world.complaints.receiving.receive(made, at=world.clock())
    except TooManyComplaintsError:
        return _form(world, typed, flooded=True), 503
    return _page(
        world,
        "concern/received.html",
        received=received,
        mailed=world.notify.can_mail and received.complaint.mail is not None,
    )


def _look(world: IssuerWorld) -> ResponseReturnValue:
    receiving = world.complaints.receiving
    typed = {name: request.form.get(name, "") for name in ("case", "code", "words")}
    case, code, words = typed["case"], typed["code"], typed["words"]
    told = False
    try:
        if words.strip():
            receiving.answer(case, code, words, at=world.clock())
            told = True
        found, entries = receiving.look(case, code)
    except UnknownComplaintError:
        return _page(world, "concern/door.html", typed=typed, unknown=True), 404
    except ComplaintError:
        found, entries = receiving.look(case, code)
        shown = {"found": found, "entries": entries, "typed": typed, "refused": True}
        return _page(world, "concern/case.html", **shown), 422
    if told:
        typed["words"] = ""
    return _page(world, "concern/case.html", found=found, entries=entries, typed=typed, told=told)


def _form(world: IssuerWorld, typed: dict[str, str], **more: object) -> str:
    return _page(world, "concern/form.html", typed=typed, **more)


def _page(world: IssuerWorld, template: str, **values: object) -> str:
    return render_template(
        template,
        body=world.body,
        page_style=_style(),
        concerns=[each.value for each in Concern],
        max_words=MAX_WORDS,
        max_line=MAX_LINE,
        trap=_TRAP,
        **values,
    )


def _style() -> Markup:
    return Markup(inline_style() + _STYLE)  # noqa: S704 - our own, never a caller's
