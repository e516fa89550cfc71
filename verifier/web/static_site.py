"""The public page as files, which any file server can hand out: the phone verifies by itself.

What only a site can do (number, picture, PDF, ledger) is not there, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask

from verifier.languages import CODES, Language, languages
from verifier.web.static_files import KINDS, inline_style

FILES_ALONE = "FILES_ALONE"  # the app's configuration: no site is behind the pages that it makes
META_POLICY = "META_POLICY"  # and their policy, as an element of the page: no header comes with it

PAGE = "/v"
MISSING = "404.html"  # the name by which file servers know what to show where there is nothing
_KEEPER = "/sw.js"
_KEPT_PAGE = 'const PAGE = "/v";'
_NO_ELEMENT = "; frame-ancestors 'none'"  # a header may say it, an element may not (CSP 3, 3.3)
_FRONT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">'
    '<meta http-equiv="refresh" content="0;url=/v/"><link rel="icon" href="/static/icon.svg">'
    "<title>Check a certificate</title>"
    '<p><a href="/v/">Check a certificate</a></p></html>\n'
)
_MISSING = (  # in each language, as nobody knows who reads it
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="/static/icon.svg">'
    "<title>{title} &ndash; Probatum</title><style>{style}</style>"
    '<header><a href="/v/">Probatum</a></header><main>{sections}</main></html>\n'
)
_SECTION = (
    '<section lang="{code}" dir="{direction}"><h1>{nothing}</h1><p>{scan}</p>'
    '<p><a href="/v/{code}/">{check}</a></p></section>'
)
_NOTHING = "There is nothing at this address."
_SCAN = "Scan the QR code with your phone\u2019s camera, and the verdict opens by itself."
_CHECK = "Check a certificate"


def site_files(app: Flask, policy: str, *, host: str, has_site: bool) -> dict[str, bytes]:
    """Return page, scripts, icon, manifest and worker of `app`, by their place in a folder.

    `policy` is the one that pages get as a header. With `has_site` the app itself answers at the
    same address, behind the files: the page keeps its forms and asks the ledger.
    """
    app.config[META_POLICY] = policy.replace(_NO_ELEMENT, "")
    app.config[FILES_ALONE] = not has_site
    pages = [PAGE, PAGE.upper(), *(f"{PAGE}/{code}" for code in CODES)]
    assets = [f"/static/{name}" for name in KINDS]
    taken = taken_files(app, [*pages, *assets, _KEEPER], host=host)
    taken["sw.js"] = _at_home(taken["sw.js"])
    own = {"index.html": _FRONT, MISSING: _missing_page()}
    return {**{name: page.encode() for name, page in own.items()}, **taken}


def taken_files(app: Flask, paths: Iterable[str], *, host: str) -> dict[str, bytes]:
    """Return what `app` answers at each path, by its place in a folder.

    A page is the index of a folder. So is what other paths go on from: a file is no folder.
    Raise `ValueError` for a path that is not answered.
    """
    client, wanted, taken = app.test_client(), list(paths), {}
    for path in wanted:
        answer = client.get(path, headers={"Host": host})
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise ValueError(f"{path} is not answered: {answer.status_code}")
        is_folder = answer.mimetype == "text/html" or any(p.startswith(path + "/") for p in wanted)
        taken[path.lstrip("/") + ("/index.html" if is_folder else "")] = answer.data
    return taken


def _missing_page() -> str:
    sections = "".join(map(_section, languages()))
    return _MISSING.format(title=_CHECK, style=inline_style(), sections=sections)


def _section(language: Language) -> str:
    return _SECTION.format(
        code=language.code,
        direction=language.direction,
        nothing=language.say(_NOTHING),
        scan=language.say(_SCAN),
        check=language.say(_CHECK),
    )


def _at_home(worker: bytes) -> bytes:
    """Return the worker for a page that is a folder's: a file server redirects to its slash."""
    moved, found = re.subn(re.escape(_KEPT_PAGE), 'const PAGE = "/v/";', worker.decode())
    if found != 1:
        raise ValueError("sw.js does not say which page it keeps")
    return moved.encode()
