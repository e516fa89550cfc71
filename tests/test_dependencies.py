"""Where each library is at home, and that what is used is asked for.

A library that moves in or out moves here too, in the same commit, with a reason.
"""

from __future__ import annotations

import re
import sys
import tomllib

from tests.source import FILES, MIGRATIONS, OURS, ROOT, imports, lives_in, name, top

# One library, one file, or one folder where the library is what the folder is about.
HOME = {
    "PIL": ("verifier/scan/", "issuer/body/picture_file.py"),
    "argon2": ("issuer/accounts/passwords.py",),
    "babel": ("issuer/notify/letters.py", "verifier/languages.py"),
    "alembic": ("issuer/store/", "migrations/"),
    "click": (
        "issuer/cli/",
        "verifier/cli.py",
        "verifier/cli_batch.py",
        "verifier/cli_trust.py",
        "wsgi.py",
    ),
    "cryptography": ("keys/", "issuer/accounts/one_time_codes.py"),  # there: RFC 6238
    "flask": ("issuer/web/", "verifier/web/", "wsgi.py"),
    "flask_babel": ("verifier/web/http/languages.py",),
    "flask_bootstrap": ("issuer/web/admin/",),
    "flask_limiter": ("verifier/web/http/limits.py",),
    "flask_wtf": ("issuer/web/admin/",),
    # Its word for a body in broken chunks, and the process that serves.
    "gunicorn": ("verifier/web/http/refusals.py", "verifier/web/server.py"),
    "jinja2": ("issuer/notify/letters.py",),
    "jwt": ("keys/es256.py",),
    "limits": ("verifier/web/http/limits.py",),
    "markupsafe": ("issuer/web/", "verifier/web/"),
    "pikepdf": ("verifier/scan/",),
    "pkcs11": ("keys/pkcs11.py",),  # an extra: who has no HSM needs none of it
    "prometheus_client": (
        "verifier/web/http/metrics.py",
        "issuer/web/outbox_figures.py",
        "issuer/web/key_figures.py",
    ),
    "psycopg": ("issuer/store/postgresql.py",),
    "pydantic": (
        "issuer/certification/",
        "issuer/prior/document.py",  # rows come in as documents
        "issuer/settings.py",
        "issuer/cli/settings.py",  # tells of their fields
        "issuer/web/api/",
        "verifier/answer.py",
        "verifier/roster/",  # rows come in as JSON and go out as JSON
        "verifier/settings.py",
        "verifier/secret_files.py",
        "verifier/web/",
    ),
    "pydantic_settings": ("issuer/settings.py", "verifier/settings.py", "verifier/secret_files.py"),
    "pypdfium2": ("verifier/scan/",),
    "qrcode": ("issuer/certificate/",),
    "rich": ("issuer/cli/", "verifier/cli_batch.py"),
    "spectree": ("verifier/web/http/openapi.py",),
    "sqlalchemy": ("issuer/store/", "migrations/"),
    "sqlmodel": ("issuer/store/", "migrations/"),
    "standardwebhooks": ("issuer/notify/webhooks.py",),
    "structlog": ("verifier/web/http/logs.py",),
    "typst": ("verifier/typesetting/",),  # below both: certificates, and the verifier's report
    "webauthn": ("issuer/accounts/ceremony.py",),
    "werkzeug": ("issuer/web/", "verifier/web/"),
    "wtforms": ("issuer/web/admin/",),
    "zxingcpp": ("verifier/scan/",),
    # Of the standard library: what reaches out of the process.
    "http": ("verifier/web_fetch.py", "issuer/notify/posting.py", "issuer/web/", "verifier/web/"),
    "multiprocessing": ("verifier/scan/",),
    "smtplib": ("issuer/notify/smtp.py",),
    # A pair, to its own child process; and webhooks, to addresses that were checked.
    "socket": ("verifier/scan/", "verifier/web_fetch.py", "issuer/notify/posting.py"),
    "sqlite3": ("issuer/store/",),
    "subprocess": (
        "verifier/scan/",
        "issuer/archive/verify_archive.py",  # runs openssl, at whoever gets the archive
        "issuer/closing/verify_record.py",  # and that, at whoever keeps the record
    ),
}
NETWORK = {
    "urllib.request": ("verifier/web_fetch.py",),
    "http.client": ("verifier/web_fetch.py", "issuer/notify/posting.py"),
}
DISTRIBUTION = {  # where a library's name differs from what is installed, or comes with
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "babel": "flask-babel",
    "flask_bootstrap": "bootstrap-flask",
    "jinja2": "flask",
    "jwt": "pyjwt",
    "limits": "flask-limiter",
    "markupsafe": "flask",
    "pkcs11": "python-pkcs11",
    "sqlalchemy": "sqlmodel",
    "werkzeug": "flask",
    "wtforms": "flask-wtf",
    "zxingcpp": "zxing-cpp",
}


def test_every_library_is_at_home():
    """Each library is imported in its own file or folder, and none is without one."""
    wrong = []
    for path in [*FILES, *MIGRATIONS]:
        for imported in imports(path):
            library = top(imported)
            known = library in OURS or library in sys.stdlib_module_names
            if not lives_in(path, HOME.get(library, (name(path),) if known else ())):
                wrong.append(f"{name(path)}: {imported}")
            if not lives_in(path, NETWORK.get(imported, (name(path),))):
                wrong.append(f"{name(path)}: {imported}")
    assert sorted(set(wrong)) == []


def test_every_library_is_a_declared_dependency():
    """What the product imports it asks for in pyproject.toml, and not only in the test extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["hsm"]]
    declared = {re.split(r"[\[<>=~ ]", line)[0].lower() for line in lines}
    used = {
        top(imported)
        for path in [*FILES, *MIGRATIONS]
        for imported in imports(path)
        if top(imported) not in {*OURS, *sys.stdlib_module_names}
    }
    needed = {DISTRIBUTION.get(library, library.replace("_", "-")) for library in used}
    assert needed - declared == set()
