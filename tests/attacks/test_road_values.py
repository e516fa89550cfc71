"""Odd values in every member of every document, and in every field of every form; both engines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.attacks.answers import check_calm
from tests.attacks.asking import csrf_of, sign_in
from tests.attacks.cases import load
from tests.attacks.test_road import Attacked, moving  # noqa: F401 - a fixture
from tests.attacks.test_road_races import far, schema  # noqa: F401 - fixtures
from tests.attacks.world import Site
from tests.web.issuer.small_road import CASE, CONDUCT, IDENTITY, LICENCE, SUPERVISOR, WRITTEN

FILL = {"$a5000": json.dumps("a" * 5000), "$nines400": "9" * 400}
ODD = [FILL.get(case["json"], case["json"]) for case in load("road")]
HERE = "HERE-STANDS-THE-ODD-VALUE"
TYPED = ("a\0b", "9" * 30, "sNaN", "9999-12-31T23:59", "\u202e")
PATHS = (
    "%00",
    "%ED%A0%80",
    "99999999999999999999",
    "..%2F..",
    "a%0D%0Ab",
    "%F0%9F%92%89",
    "A" * 900,
)
LISTED = {"since": "2020-01-01"}
SHOWN: tuple[dict[str, Any], ...] = (
    *(IDENTITY, LICENCE, CONDUCT, WRITTEN, CASE),
    {"kind": "waiver", "ref": "1", "scheme": "small", "requirement": "conduct", "reason": "So"},
    {
        "kind": "practical", "ref": "P", "scheme": "small", "ended": "2026-10-10T10:00:00Z",
        "percent": 1, "stations_passed": 1, "examiners": ["A B"],
    },
    {
        "kind": "station", "ref": "s/p/e", "scheme": "small", "sitting": "s", "station": "p",
        "examiner": "e", "ended": "2026-10-10T10:00:00Z", "items": {"a": 1},
    },
    {
        "kind": "experience", "ref": "E", "profession": "rn", "since": "2020-01-01",
        "until": "2021-01-01", "confirmed_by": "HR",
    },
)  # fmt: skip
ADD = ("identity", "licence", "experience", "case", "written", "waiver")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def road(request: pytest.FixtureRequest) -> Attacked:
    """Return the small scheme's road on each engine."""
    site: Site = request.getfixturevalue("far" if request.param == "postgres" else "moving")
    made = Attacked(site)  # type: ignore[arg-type]
    made.log_case()
    return made


def bodies(road: Attacked) -> Iterator[tuple[str, str, Any]]:
    """Yield method, address and a good body of all that the API takes of the road."""
    api, person = "/api/v1", {"ref": "C-77", "name": "Xi Example"}
    told = {"person": person, "scheme": "small", "profession": "rn", "region": "US-TX"}
    yield "POST", f"{api}/applications", told
    for shown in SHOWN:
        yield "POST", f"{api}/applications/{road.application}/documents", shown
    yield "POST", f"{api}/applications/{road.application}/documents", {"documents": [IDENTITY]}
    yield "PUT", f"{api}/registers/supervisor/S-1", SUPERVISOR
    yield "PUT", f"{api}/registers/provider/P-1", {"name": "Academy", **LISTED}
    examiner = {"name": "E", "qualification": "Q", "standardised": "2026-01-01"}
    more = {"schemes": ["small"], "conflicts": [{"person": "C-1"}], **LISTED}
    yield "PUT", f"{api}/registers/examiner/E-1", {**examiner, **more}
    yield "POST", f"{api}/documents/999999/strike", {"reason": "So"}


def places(value: Any) -> Iterator[str]:
    """Yield the JSON of a body with each of its values, and itself, taken out in turn."""
    yield HERE
    members = value.items() if isinstance(value, dict) else []
    for name, inner in members:
        for text in places(inner):
            rest = json.dumps({**value, name: "?"})
            yield rest.replace(f'{json.dumps(name)}: "?"', f"{json.dumps(name)}: {text}")
    for inner in value if isinstance(value, list) else []:
        for text in places(inner):
            yield f"[{text}]"


def is_calm(answer: TestResponse) -> bool:
    """Tell whether it is no 5xx, and says nothing of our inside."""
    if answer.mimetype == "application/problem+json":
        check_calm(answer, 16_384)
    return answer.status_code < 500


def test_no_odd_value_of_a_document_is_a_failure_of_ours(road: Attacked) -> None:
    """Each member of each body takes each odd value: taken or refused, and calmly."""
    client, asked = road.site.client(), 0
    for method, path, body in bodies(road):
        for text in places(body):
            for odd in ODD:
                if path.endswith("/strike") and odd.startswith("1e"):
                    continue  # a fault of its own, below
                data, headers = text.replace(HERE, odd), road.site.bearer
                options: dict[str, Any] = {"data": data, "content_type": "application/json"}
                answer = client.open(path, method=method, headers=headers, **options)
                assert is_calm(answer), (path, data[:200])
                asked += 1
    assert asked > 1500


@pytest.mark.parametrize(
    "path", ["/api/v1/documents/1/strike", "/api/v1/certificates/BTX-0000-0DEA/revoke"]
)
def test_a_fraction_is_refused_calmly(moving: Site, path: str) -> None:  # noqa: F811
    """`1.5` where a text is asked for is a 4xx, as `15` is."""
    for body, fits in (('{"reason": 15}', True), ('{"reason": 1.5}', True), ('{"a": 1.5}', True)):
        options: dict[str, Any] = {"data": body, "content_type": "application/json"}
        answer = moving.client().post(path, headers=moving.bearer, **options)
        assert is_calm(answer) is fits, body


@pytest.mark.postgres
def test_a_document_beyond_all_numbers_is_unknown(far: Site) -> None:  # noqa: F811
    """A number that no column holds is a 404."""
    path = "/api/v1/documents/2147483648/strike"
    answer = far.client().post(path, json={"reason": "So"}, headers=far.bearer)
    assert answer.status_code == 404


def test_no_odd_address_is_a_failure_of_ours(road: Attacked) -> None:
    """Each place in each address of the road takes each odd segment."""
    client, asked = road.site.client(), 0
    desk = sign_in(road.site)  # type: ignore[arg-type]
    for rule in road.site.app.url_map.iter_rules():
        if not rule.arguments or not re.match("/(api/v1|admin)/(?!static)", rule.rule):
            continue
        for odd in PATHS:
            path = re.sub("<[^>]+>", odd, rule.rule)
            for asker, headers in ((client, road.site.bearer), (desk, {})):
                assert is_calm(asker.get(path, headers=headers)), path
                asked += 1
    for query in ("search=%00", "search=%ff", "state=%00", "scheme=%00", "page=9999999999999999"):
        for path in ("/api/v1/applications", "/admin/applications"):
            asker, headers = (client, road.site.bearer) if "api" in path else (desk, {})
            assert is_calm(asker.get(f"{path}?{query}", headers=headers)), (path, query)
    assert asked > 300


def test_no_odd_answer_of_a_form_is_a_failure_of_ours(road: Attacked) -> None:
    """Each field of each form takes what no browser would send."""
    desk = sign_in(road.site)  # type: ignore[arg-type]
    own = f"/admin/applications/{road.application}"
    token = csrf_of(desk, "/admin/applications/upload")
    pages = [f"{own}/add/{kind}" for kind in ADD] + [f"{own}/names", "/admin/applications/new"]
    pages += [f"/admin/registers/{kind}/new" for kind in ("provider", "supervisor", "examiner")]
    pages += [f"/admin/decisions/{road.application}"]
    for page in pages:
        fields = set(re.findall(r'name="([^"]+)"', desk.get(page).text)) - {"csrf_token"}
        assert fields, page
        for field in fields:
            for odd in TYPED:
                sent = {**dict.fromkeys(fields, "x"), field: odd, "csrf_token": token}
                answer = desk.post(page, data=sent, headers={"Sec-Fetch-Site": "same-origin"})
                assert is_calm(answer), (page, field, odd)
