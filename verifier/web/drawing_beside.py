"""What was issued, drawn afresh beside the file that somebody handed in, to compare by eye.

Only whoever has the credential's own text is shown it: a stranger who knows a number, or makes a
picture of one, must not get the paper. The picture stands in the page, which nobody keeps.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from flask import Blueprint, Response

from verifier.drawer import Drawer
from verifier.verdict import Verdict
from verifier.web.http.files import Files
from verifier.web.static_files import FOLDER

SCRIPT = "paper.js"


@dataclass(frozen=True, slots=True)
class DrawingBeside:
    """A picture as a page has it: `source` is a `data:` address, the size is in CSS pixels."""

    source: str
    width: int
    height: int


def drawing_beside(verdict: Verdict, drawer: Drawer | None) -> DrawingBeside | None:
    """Return the drawing that belongs beside the verdict on a document, if there is one."""
    if drawer is None or verdict.credential is None or not verdict.carried_token:
        return None
    picture = drawer.draw(verdict.credential, verdict.reason)
    if picture is None:
        return None
    packed = base64.b64encode(picture.png).decode("ascii")
    return DrawingBeside(f"data:image/png;base64,{packed}", picture.width // 2, picture.height // 2)


def beside_blueprint() -> Blueprint:
    """Serve the script that shows the reader's own file beside ours, and tell pages of it."""
    blueprint = Blueprint("drawing_beside", __name__)
    files = Files(FOLDER, "/static/", {SCRIPT: "text/javascript"})

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    @blueprint.app_context_processor
    def teach() -> dict[str, object]:
        return {"paper_script": files.address(SCRIPT)}

    return blueprint
