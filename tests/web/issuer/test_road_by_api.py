"""The whole road by the API alone: four professions in three regions, to certificates or not."""

from __future__ import annotations

from typing import Any

import pytest

from issuer.body.schemes import activate
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import documents
from tests.certification.rules.making import LISTED, SCHEME, read
from tests.web.issuer.conftest import MakeSite, Site
from tests.web.issuer.whole_road import BY_RULE

SECTIONS = dict.fromkeys(("S1", "S2", "S3", "S4", "S5", "S6"), 80)
WRITTEN = {"percent": 80, "sections": SECTIONS, "form": "A"}
PRACTICAL: dict[str, Any] = {"percent": 85, "stations_passed": 8, "critical_fails": []}
EXAMINERS = ["Dr A. Example-Examiner", "Dr B. Example-Examiner"]


class Programs:
    """What a body's own programs send, with a key."""

    def __init__(self, site: Site) -> None:
        self.site = site
        modules = [module.id for module in make_scheme().modules]
        for each in LISTED:
            more = {"scheme": SCHEME, "modules": modules} if each["kind"] == "course" else {}
            members = {"since": "2020-01-01", **each, **more}
            self._send("put", f"/registers/{each['kind']}/{each['id']}", members)

    def apply(self, ref: str, profession: str, region: str) -> str:
        """Apply, record everything but the examination, and return the application's id."""
        person = {"ref": ref, "name": f"Ann Example-{ref}"}
        asked = {"person": person, "scheme": SCHEME, "profession": profession, "region": region}
        application = str(self._send("post", "/applications", asked)["id"])
        told = [
            read(each).model_dump(mode="json", exclude_none=True)
            for each in documents(profession, region)
            if each["kind"] not in {"written", "station"}
        ]
        self._send("post", f"/applications/{application}/documents", {"documents": told})
        return application

    def examine(self, ref: str, attempt: str, **changes: Any) -> dict[str, Any]:
        """Report an exam result, and return the answer."""
        result = {
            "attempt": attempt, "scheme": SCHEME, "profession": "rn",
            "candidate": {"reference": ref, "name": f"Ann Example-{ref}"},
            "written": WRITTEN, "practical": PRACTICAL, "completed_at": "2026-10-20T15:00:00Z",
            "examiners": EXAMINERS, **changes,
        }  # fmt: skip
        kept = {name: value for name, value in result.items() if value is not None}
        return self._send("post", "/exam-results", kept)

    def sentences(self, application: str) -> dict[str, str]:
        """Return what is said of every requirement that is not met."""
        found = self._send("get", f"/applications/{application}")["assessment"]["findings"]
        return {
            each["requirement"]: each["sentence"]
            for each in found
            if each["status"] not in {"met", "waived"}
        }

    def _send(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        sent = {} if body is None else {"json": body}
        client, headers = self.site.client(), self.site.bearer
        answer = client.open(f"/api/v1{path}", method=method.upper(), headers=headers, **sent)
        assert answer.status_code < 300, answer.text
        found: dict[str, Any] = answer.json
        return found


@pytest.fixture
def programs(make_site: MakeSite) -> Programs:
    """Return programs at a site where the example scheme decides by rule."""
    site = make_site()
    activate(site.world.database, site.world.body, BY_RULE, actor="test", at=site.clock())
    return Programs(site)


@pytest.mark.parametrize(
    ("profession", "region"),
    [("physician", "US-TX"), ("np", "US-MD"), ("pa", "GB-ENG"), ("rn", "US-TX")],
)
def test_from_application_to_certificate(programs: Programs, profession: str, region: str) -> None:
    """Everything but the examination is met; its result brings a certificate that is valid."""
    application = programs.apply("C-1", profession, region)
    assert set(programs.sentences(application)) == {"written", "practical"}
    answer = programs.examine("C-1", "EX-1", profession=profession)
    assert answer["decision"] == "granted"
    verdict = programs.site.client().post("/api/v1/verify", json={"text": answer["token"]}).json
    assert (verdict["reason"], verdict["credential"]["profession"]["code"]) == (
        *("valid", profession),
    )
    assert programs.sentences(application) == {}


def test_a_critical_fail_is_told_and_grants_nothing(programs: Programs) -> None:
    """95 % and one critical fail: it waits, and the sentence names station, slip and plan."""
    application = programs.apply("C-1", "rn", "US-TX")
    fails = {"critical_fails": ["P4/breaks-asepsis-uncorrected"], "percent": 95}
    answer = programs.examine("C-1", "EX-1", practical=PRACTICAL | fails)
    assert answer["decision"] == "waiting"
    told = programs.sentences(application)["practical"]
    assert "critical fail at station P4" in told
    assert "remediation plan" in told


def test_a_retake_with_another_form_after_the_wait(programs: Programs) -> None:
    """Failed, retaken too early, with the same form, and at last as it is allowed."""
    application = programs.apply("C-1", "rn", "US-TX")
    failed = {"percent": 60, "sections": SECTIONS, "form": "A"}

    def sit(attempt: str, day: str, **written: Any) -> str:
        at = f"2026-{day}T10:00:00Z"
        answer = programs.examine(
            "C-1", attempt, written=WRITTEN | written, practical=None, completed_at=at,
            examiners=None,
        )  # fmt: skip
        return str(answer["decision"])

    assert sit("EX-1", "09-01", **failed) == "waiting"
    assert "the next from 1 October 2026" in programs.sentences(application)["written"]
    assert sit("EX-2", "09-30", form="B") == "waiting"
    assert (
        "29 days after the one before; 30 are asked" in programs.sentences(application)["written"]
    )
    assert sit("EX-3", "10-01", form="A") == "waiting"
    assert "with a form that was used before" in programs.sentences(application)["written"]
    assert sit("EX-4", "10-02", form="B") == "waiting"
    assert set(programs.sentences(application)) == {"practical"}
    answer = programs.examine("C-1", "EX-5", written=None)
    assert answer["decision"] == "granted"
