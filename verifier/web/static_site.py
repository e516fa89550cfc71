"""The public page as files, which any file server can hand out: the phone verifies by itself.

What only a site can do (number, picture, PDF, ledger) is not there, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import Flask

from verifier.languages import CODES
from verifier.web.static_files import KINDS

FILES_ALONE = "FILES_ALONE"  # the app's configuration: no site is behind the pages that it makes
META_POLICY = "META_POLICY"  # and their policy, as an element of the page: no header comes with it

PAGE = "/v"
_KEEPER = "/sw.js"
_KEPT_PAGE = 'const PAGE = "/v";'
_NO_ELEMENT = "; frame-ancestors 'none'"  # a header may say it, an element may not (CSP 3, 3.3)
_FRONT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex">'
    '<meta http-equiv="refresh" content="0;url=/v/"><link rel="icon" href="/static/icon.svg">'
    "<title>Check a certificate</title>"
    '<p><a href="/v/">Check a certificate</a></p></html>\n'
)


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
    return {"index.html": _FRONT.encode(), **taken}


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


def _at_home(worker: bytes) -> bytes:
    """Return the worker for a page that is a folder's: a file server redirects to its slash."""
    moved, found = re.subn(re.escape(_KEPT_PAGE), 'const PAGE = "/v/";', worker.decode())
    if found != 1:
        raise ValueError("sw.js does not say which page it keeps")
    return moved.encode()
