"""One question to both verifications, and their answers in one form, to be compared."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask, Response
from playwright.sync_api import Page

from tests.source import ROOT
from tests.vectors.case import Case
from tests.web.verifier_js.trust_json import to_json
from verifier import jws
from verifier.credential import Credential
from verifier.web.http.files import Files

MODULES = ROOT / "verifier/web/static/check"
HERE = ROOT / "tests/web/verifier_js"
SCRIPT = "text/javascript"
PAGE = '<!doctype html><title>-</title><link rel="icon" href="data:,">'
NAMES = sorted(path.name for path in MODULES.iterdir())
IN_THE_PAGE = """async (address) => (await import("/driver.js")).judgeAll(address)"""
IN_A_WORKER = """async (address) => {
    await navigator.serviceWorker.register("/worker.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const heard = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) });
    active.postMessage(address, [port2]);
    const { text, error } = await heard;
    if (error) throw new Error(error);
    return text;
}"""


class Asked:
    """Questions that a browser fetches, for their size and because a text may be no Unicode."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def make_app(self, _url: str) -> Flask:
        """Make the app that serves the modules, the tests' own scripts and the questions."""
        app = Flask(__name__)
        modules = Files(MODULES, "/check/", dict.fromkeys(NAMES, SCRIPT))
        scripts = Files(HERE, "/", {"driver.js": SCRIPT, "worker.js": SCRIPT})
        app.add_url_rule(modules.rule, "module", modules.answer)
        app.add_url_rule(scripts.rule, "script", scripts.answer)
        app.add_url_rule("/", "page", lambda: PAGE)
        app.add_url_rule("/cases", "cases", self._tell)
        return app

    def answers(self, page: Page, cases: Iterable[Case], how: str = IN_THE_PAGE) -> list[Any]:
        """Return what the browser's verification says of each case."""
        self.cases = list(cases)
        return json.loads(page.evaluate(how, "/cases"))

    def _tell(self) -> Response:
        text = json.dumps([_question(case) for case in self.cases])  # in ASCII
        return Response(text, mimetype="application/json")


def _question(case: Case) -> dict[str, Any]:
    return {
        "token": case.token,
        "at": _seconds(case.at),
        "trust": to_json(case.issuers),
        "seen": dict(case.seen),
        "lists": dict(case.lists),
    }


def answer(case: Case) -> dict[str, Any]:
    """Return what Python's verification says, without a ledger, in the words of the browser's."""
    verdict = replace(case, ledger=None).judge()
    shown = verdict.credential
    return {
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value,
        "checks": [{"step": c.step.value, "finding": c.finding.value} for c in verdict.checks],
        "credential": shown and _credential(shown),
        "digest": shown and jws.parse(case.token).digest.hex(),
        "listAsOf": verdict.status_as_of and _seconds(verdict.status_as_of),
    }


def _credential(credential: Credential) -> dict[str, Any]:
    return {
        "issuer": credential.issuer,
        "type": credential.type,
        "number": credential.number,
        "name": credential.name,
        "nativeName": credential.native_name,
        "nativeLanguage": credential.native_language,
        "profession": credential.profession,
        "signed": _seconds(credential.signed),
        "effective": _seconds(credential.effective),
        "expires": _seconds(credential.expires),
        "status": {"uri": credential.status.uri, "index": credential.status.index},
    }


def differences(cases: Iterable[Case], answers: Iterable[dict[str, Any]]) -> list[str]:
    """Return where the browser's answers are not Python's, in words; nothing if they agree."""
    wrong = []
    for case, browsers in zip(cases, answers, strict=True):
        pythons = answer(case)
        differing = [name for name, told in pythons.items() if browsers[name] != told]
        if differing:
            told = {name: (pythons[name], browsers[name]) for name in differing}
            wrong.append(f"{case.why}: Python and browser say {told} of {case.token!a}")
    return wrong


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
