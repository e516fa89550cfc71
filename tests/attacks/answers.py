"""What every answer to an attack must be: calm, short, strict, and silent about our inside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from verifier.strict_json import load_object
from verifier.verdict import Reason

ROOT = Path(__file__).parents[2]
MAX_JSON = 4096  # bytes of a verdict or a problem
MAX_PAGE = 32_768  # with the trust and the words that the form's page carries
PROBLEM = "application/problem+json"

_INSIDE = re.compile(
    rf"{re.escape(str(ROOT))}"
    r"|Traceback|File \"|\.py\b|/tmp/|site-packages|SELECT |INSERT |UPDATE |0x[0-9a-f]{6}"
    r"|(?i:sqlite|sqlalchemy|psycopg|pydantic|werkzeug|gunicorn)"
)
_TYPED = re.compile(r'value="[^"]*"')  # what somebody typed comes back, escaped, to be typed again
_TEMPLATE = re.compile("<template.*</template>", re.DOTALL)
_ANSWER = re.compile(r'<main[^>]* data-answer="([a-z_]+)"')


def read_json(answer: TestResponse) -> dict[str, Any]:
    """Return the strict JSON object that an answer is."""
    check_calm(answer, MAX_JSON)
    return load_object(answer.data, max_bytes=MAX_JSON, max_depth=8)


def read_verdict(answer: TestResponse) -> tuple[Reason, dict[str, Any] | None]:
    """Return the reason that the API gives, and what it shows of the credential."""
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    verdict = read_json(answer)
    reason = Reason(verdict["reason"])
    assert verdict["outcome"] == reason.outcome
    return reason, verdict["credential"]


def read_problem(answer: TestResponse) -> tuple[int, str]:
    """Return status and code of a refusal of the API."""
    assert answer.mimetype == PROBLEM, answer.text
    problem = read_json(answer)
    assert problem["status"] == answer.status_code >= 400
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return answer.status_code, problem["code"]


def read_page(answer: TestResponse) -> tuple[int, str]:
    """Return the status of a page, and the reason or problem that it tells ("" for a form)."""
    assert answer.mimetype == "text/html", answer.text
    check_calm(answer, MAX_PAGE)
    told = _ANSWER.search(_TEMPLATE.sub("", answer.text))
    return answer.status_code, told[1] if told else ""


def check_calm(answer: TestResponse, limit: int) -> None:
    """Assert what holds of every answer, whatever was asked."""
    assert answer.status_code < 500 or answer.status_code == 501, answer.text  # by its standard
    assert len(answer.data) <= limit
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])
    inside = _INSIDE.search(_TYPED.sub("", answer.text))
    assert inside is None, inside
