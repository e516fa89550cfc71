"""Every cell of the table of roles: each page and each address of the API, with each role.

Routes come from the app's own map, so that a new one is in these tests from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from issuer.accounts.ports import Officer
from issuer.accounts.roles import API_SCOPES, TABLE, Action, Role, may
from issuer.web.admin.desk import OPEN
from issuer.web.permission import Permission, permission_of
from tests.accounts.role_table import role_table, told
from tests.web.issuer.conftest import Desk, Site

ANYONE = ("/admin/sign-in", "/admin/join")
Cell = tuple[str, str, Action]  # method, address, act
_ANY = re.compile(r"<any\(([^)]*)\):(\w+)>")


def _permission(site: Site, rule: Rule) -> Permission | None:
    return permission_of(site.app.view_functions[rule.endpoint])


def _spread(path: str, parts: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every address that a rule leads from, with what the parts of it are."""
    found = _ANY.search(path)
    if found is None:
        filled = re.sub(r"<int:[^>]+>", "7", path)
        yield re.sub(r"<[^>]+>", "BTX-0000-0000", filled), parts
        return
    for word in found[1].split(","):
        value = word.strip(" '\"")
        changed = path[: found.start()] + value + path[found.end() :]
        yield from _spread(changed, parts | {found[2]: value})


def _cells(site: Site, prefix: str) -> Iterator[Cell]:
    """Yield every act that the routes below `prefix` are."""
    for rule in site.app.url_map.iter_rules():
        permission = _permission(site, rule)
        if not rule.rule.startswith(prefix) or permission is None:
            continue
        named = rule.rule
        if permission.by is not None:  # of any word, those that are acts
            some = f"<any({', '.join(permission.acts)}):{permission.by}>"
            named = named.replace(f"<{permission.by}>", some)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT"}):
            for path, parts in _spread(named, {}):
                action = permission.action(parts)
                if action is not None:  # else the gate refuses everybody
                    yield method, path, action


@pytest.fixture(scope="module")
def desks(shared: Site) -> dict[Role, Desk]:
    """Return a browser for each role, in which somebody with that role alone is signed in."""
    made = {}
    for role in Role:
        officer = Officer(f"Only {role.words}", frozenset({role}))
        secret = shared.world.sign_in.invite(officer, actor="test", at=shared.clock())
        made[role] = Desk(shared)
        assert made[role].post("/admin/sign-in", secret=secret).status_code == 303
    return made


def test_every_page_says_which_act_it_is(shared: Site) -> None:
    """A view of the desk without an act is for nobody; only the doors are open."""
    silent = {
        rule.rule
        for rule in shared.app.url_map.iter_rules()
        if rule.endpoint.startswith("admin.") and _permission(shared, rule) is None
    }
    assert {path for path in silent if not path.startswith(ANYONE)} == set()
    known = {rule.endpoint for rule in shared.app.url_map.iter_rules()}
    assert known >= OPEN
    for endpoint in OPEN:
        assert permission_of(shared.app.view_functions[endpoint]) is None


def test_a_page_that_says_nothing_is_open_to_nobody(
    shared: Site, desks: dict[Role, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody forgot: the gate refuses it even to an administrator."""
    view = shared.app.view_functions["admin.schemes.list_all"]
    monkeypatch.delattr(view, "_permission")
    answer = desks[Role.ADMINISTRATOR].get("/admin/schemes")
    assert (answer.status_code, "open to nobody" in answer.text) == (403, True)


@pytest.mark.parametrize("role", list(Role))
def test_every_cell_of_the_desk(shared: Site, desks: dict[Role, Desk], role: Role) -> None:
    """What the table gives is let through; all else is 403 in a sentence, and changes nothing."""
    desk, seen = desks[role], set()
    token = desk.token("/admin/account")
    for method, path, action in _cells(shared, "/admin"):
        if action is Action.OWN_ACCOUNT and method == "POST":
            continue  # its own tests: it would sign this browser out
        answer = _ask(desk, method, path, token)
        seen.add((action, _is_refused(answer)))
        assert _is_refused(answer) != may({role}, action), (role, method, path, answer.text)
        assert answer.status_code < 500, (method, path)
    assert {action for action, refused in seen if not refused} > {Action.READ_CERTIFICATES}


def _ask(desk: Desk, method: str, path: str, token: str) -> TestResponse:
    if method == "GET":
        return desk.get(path)
    headers = {"Sec-Fetch-Site": "same-origin"}
    return desk.browser.open(path, method=method, data={"csrf_token": token}, headers=headers)


def _is_refused(answer: TestResponse) -> bool:
    return answer.status_code == 403 and "Your roles do not let you" in answer.text


@pytest.mark.parametrize("scope", API_SCOPES)
def test_every_cell_of_the_api(shared: Site, scope: Action) -> None:
    """A key does what its scope names, and nothing else."""
    at = shared.clock()
    key = shared.world.sign_in.make_api_key(f"only {scope}", actor="test", at=at, scopes=[scope])
    headers = {"Authorization": f"Bearer {key}"}
    acts = set()
    for method, path, action in _cells(shared, "/api/"):
        body = {} if method == "GET" else {"json": {}}
        answer = shared.client().open(path, method=method, headers=headers, **body)
        refused = answer.status_code == 403 and answer.json["code"] == "not_in_scope"
        assert refused != (action is scope), (scope, method, path, answer.text)
        acts.add(action)
    assert acts == set(API_SCOPES)


def test_a_key_of_before_scopes_keeps_what_it_had(shared: Site) -> None:
    """A key without scopes on record may do all that the API offers."""
    shared.world.sign_in.make_api_key("old system", actor="test", at=shared.clock())
    shared.ask("UPDATE api_key SET scopes = NULL WHERE name = 'exam system'")
    for method, path, _ in _cells(shared, "/api/"):
        if method == "GET":
            assert shared.get(path).status_code in {200, 404}, path


def test_the_table_is_whole() -> None:
    """Every act has a rule with somebody in it, and words of its own."""
    assert set(TABLE) == set(Action)
    assert all(rule.roles for rule in TABLE.values())
    assert len({rule.words for rule in TABLE.values()}) == len(TABLE)


def test_an_auditor_changes_nothing() -> None:
    """The auditor reads everything and has no act that changes something."""
    given = {action for action in Action if may({Role.AUDITOR}, action)}
    reading = {action for action in Action if action.name.startswith(("READ_", "EXPORT_"))}
    assert given == reading | {Action.OWN_ACCOUNT}


def test_the_page_tells_the_table() -> None:
    """docs/roles.md is what the code does; `python -m tests.accounts.role_table` writes it."""
    assert told() == role_table()
