"""Many at once: what is sought is frozen into a dry run; nothing is changed from here."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from issuer.accounts.roles import Action
from issuer.credentials.lifecycle import RULES, Act, Wanted
from issuer.credentials.sought import Sought
from issuer.errors import RequestError
from issuer.requests.numbers import ListedNumbers, read_numbers
from issuer.requests.scheme_rules import all_reasons
from issuer.web.admin.change_forms import WhyForm
from issuer.web.admin.finding import query_of, read_sought, words_of
from issuer.web.admin.gate import officer
from issuer.web.admin.offers import offers_of
from issuer.web.admin.words import ACTS
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.wiring import IssuerWorld

_ASKED = frozenset({"numbers", "scheme", "sitting", "provider", "examiner", "examined", "key"})
_FAULTS = 10  # of a pasted list, told one by one


def bulk_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page that asks which certificates, and why."""
    blueprint = Blueprint("bulk", __name__, url_prefix="/many")

    @blueprint.get("/<any(suspend, reinstate, revoke):act>")
    @require(Action.REQUEST_MANY, fresh=False)
    def ask(act: str) -> ResponseReturnValue:
        wanted = Act(act)
        return _page(world, wanted, _form(world, wanted, formdata=None), request.args)

    @blueprint.post("/<any(suspend, reinstate, revoke):act>")
    @require(Action.REQUEST_MANY)
    def look(act: str) -> ResponseReturnValue:
        wanted = Act(act)
        form = _form(world, wanted)
        is_valid = form.validate()
        try:
            listed, sought = _sought()
        except ValueError as exc:
            return _page(world, wanted, form, request.form, error=f"{exc}"), 422
        if not is_valid:
            return _page(world, wanted, form, request.form), 422
        why = form.reason.data, form.note.data, form.effective.data, form.review_day
        try:
            made = world.requests.asking.draft(
                Wanted(wanted, *why),
                sought,
                selection=_selection(listed, sought),
                actor=officer().name,
                at=world.clock(),
            )
        except RequestError as refusal:
            return _page(world, wanted, form, request.form, error=detail_of(refusal)), 422
        return redirect(url_for("admin.requests.show", kind="many", name=made.id), 303)

    return blueprint


def _form(world: IssuerWorld, act: Act, **settings: None) -> WhyForm:
    return WhyForm(act, all_reasons(act, world.schemes.versions()), **settings)


def _sought() -> tuple[ListedNumbers | None, Sought]:
    sought = read_sought(request.form)
    text = request.form.get("numbers", "")
    if not text.strip():
        return None, sought
    listed = read_numbers(text)
    if listed.faults:
        told = ", ".join(listed.faults[:_FAULTS])
        raise ValueError(f"these are no numbers: {told}")
    return listed, _with_numbers(sought, listed)


def _with_numbers(sought: Sought, listed: ListedNumbers) -> Sought:
    if not sought.is_everything:
        raise ValueError("give a list of numbers, or something to search for, and not both")
    return Sought(numbers=listed.numbers)


def _selection(listed: ListedNumbers | None, sought: Sought) -> str:
    return words_of(sought) if listed is None else f"a list of {len(listed.numbers)} numbers"


def _page(
    world: IssuerWorld,
    act: Act,
    form: WhyForm,
    asked: MultiDict[str, str],
    *,
    error: str | None = None,
) -> str:
    try:
        kept = {
            name: value
            for name, value in query_of(read_sought(asked)).items()
            if name not in _ASKED
        }
    except ValueError:
        kept = {}
    return render_template(
        "admin/many.html",
        act=act.value,
        words=ACTS[act],
        target=RULES[act].target,
        form=form,
        asked=asked,
        kept=kept,
        offers=offers_of(world),
        error=error,
        lives=world.settings.request_days,
    )
