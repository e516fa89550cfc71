"""Staff: who works here, what they may do, and who is invited. An administrator's pages."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.account import Account
from issuer.accounts.errors import AccountError
from issuer.accounts.roles import TABLE, Action, Role, may
from issuer.accounts.staff import session_place
from issuer.errors import NameTakenError
from issuer.web.admin.account.forms import InviteForm, RolesForm
from issuer.web.admin.forms import first_error
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.web.problems import detail_of, refusal_of
from issuer.wiring import IssuerWorld


def staff_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list of staff, the invitation, and the page of each."""
    blueprint = Blueprint("staff", __name__, url_prefix="/staff")

    @blueprint.get("")
    @require(Action.MANAGE_ACCOUNTS, fresh=False)
    def list_all() -> ResponseReturnValue:
        return render_template(
            "admin/account/staff.html",
            accounts=world.staff.everybody(),
            missing=_missing(world.staff.everybody()),
        )

    @blueprint.get("/invite")
    @require(Action.MANAGE_ACCOUNTS)
    def ask() -> ResponseReturnValue:
        return _invite_page(InviteForm(formdata=None))

    @blueprint.post("/invite")
    @require(Action.MANAGE_ACCOUNTS)
    def invite() -> ResponseReturnValue:
        form = InviteForm()
        if not form.validate():
            return _invite_page(form), 422
        try:
            return _invited(world, form.name.data, form.mail.data or None, form.wanted)
        except (AccountError, NameTakenError) as exc:
            form.form_errors.append(detail_of(exc) or refusal_of(exc).title)
            return _invite_page(form), refusal_of(exc).status

    blueprint.register_blueprint(_member_blueprint(world))
    return blueprint


def _member_blueprint(world: IssuerWorld) -> Blueprint:
    blueprint = Blueprint("member", __name__, url_prefix="/<name>")

    @blueprint.get("")
    @require(Action.MANAGE_ACCOUNTS, fresh=False)
    def show(name: str) -> ResponseReturnValue:
        return _member_page(world, _account(world, name))

    @blueprint.post("/roles")
    @require(Action.MANAGE_ACCOUNTS)
    def set_roles(name: str) -> ResponseReturnValue:
        account, form = _account(world, name), RolesForm()
        if not form.validate():
            return _member_page(world, account, told=first_error(form)), 422
        world.staff.set_roles(name, form.wanted, actor=officer().name, at=world.clock())
        flash(f"The roles of {name} are changed, and their sessions ended.", "told")
        return redirect(url_for("admin.staff.member.show", name=name), 303)

    @blueprint.post("/invite")
    @require(Action.MANAGE_ACCOUNTS)
    def invite_again(name: str) -> ResponseReturnValue:
        return _invited(world, name, None, _account(world, name).roles)

    _add_endings(blueprint, world)
    return blueprint


def _add_endings(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.post("/sessions/end")
    @require(Action.MANAGE_ACCOUNTS)
    def end_session(name: str) -> ResponseReturnValue:
        place = request.form.get("place", "")
        if not world.staff.end_session(name, place, actor=officer().name, at=world.clock()):
            told = "This session had ended already."
            return _member_page(world, _account(world, name), told=told), 404
        flash("The session is ended.", "told")
        return redirect(url_for("admin.staff.member.show", name=name), 303)

    @blueprint.post("/end")
    @require(Action.MANAGE_ACCOUNTS)
    def end(name: str) -> ResponseReturnValue:
        _account(world, name)
        world.staff.leave(name, actor=officer().name, at=world.clock())
        flash(f"{name} cannot sign in any more. What they did stays on record.", "told")
        return redirect(url_for("admin.staff.list_all"), 303)


def _account(world: IssuerWorld, name: str) -> Account:
    found = next((each for each in world.staff.everybody() if each.name == name), None)
    return found or abort(404)


def _invited(
    world: IssuerWorld, name: str, mail: str | None, roles: frozenset[Role]
) -> ResponseReturnValue:
    by, at = officer().name, world.clock()
    secret = world.staff.invite(name, mail, roles, actor=by, at=at)
    link = f"{world.body.url}{url_for('admin.joining.open_link')}#{secret}"
    mailed = _account(world, name).mail
    page = render_template("admin/account/invitation.html", link=link, name=name, mailed=mailed)
    return page, 201


def _missing(accounts: list[Account]) -> list[str]:
    """Return what nobody, or one person alone where it takes two, may do here."""
    told = []
    for action, least in _LEAST.items():
        able = [each for each in accounts if each.ended is None and may(each.roles, action)]
        if len(able) < least:
            people = {0: "nobody", 1: "one person alone"}[len(able)]
            told.append(f"{people} may {TABLE[action].words}".capitalize())
    return told


_LEAST = {  # people that it takes for a body to work at all, and for two to agree
    Action.RECORD_DOCUMENTS: 1,
    Action.SCORE: 1,
    Action.DECIDE: 2,
    Action.SUSPEND: 1,
    Action.APPROVE_WITHDRAWAL: 2,
    Action.APPROVE_RESUMING: 2,
    Action.MANAGE_KEYS: 1,
    Action.MANAGE_ACCOUNTS: 2,
}


def _invite_page(form: InviteForm) -> str:
    return render_template("admin/account/invite.html", form=form, table=_table())


def _member_page(world: IssuerWorld, account: Account, *, told: str | None = None) -> str:
    with world.database.reading() as unit:
        sessions = unit.sessions.of(account.name)
        has_way_in = account.has_password or bool(unit.passkeys.of(account.name))
    data = {"roles": sorted(account.roles)}
    return render_template(
        "admin/account/member.html",
        account=account,
        form=RolesForm(formdata=None, data=data),
        sessions=[(session_place(each.digest), each) for each in sessions],
        has_way_in=has_way_in,
        table=_table(),
        error=told,
    )


def _table() -> list[tuple[str, list[str]]]:
    """Return each role in words, with what it may do that not everybody may."""
    rows = []
    for role in Role:
        acts = [rule.words for rule in TABLE.values() if role in rule.roles]
        common = {rule.words for rule in TABLE.values() if rule.roles == frozenset(Role)}
        rows.append((role.words.capitalize(), [words for words in acts if words not in common]))
    return rows
