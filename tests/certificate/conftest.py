"""A drawing to start from, the typesetter, and rasters of what it draws."""

import os
import random
import string
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from issuer.certificate.drawing import Drawing
from issuer.certificate.pdf import Typesetter

ROOT = Path(__file__).parents[2]
CHECK = ROOT / "tests" / "tools" / "pdf-conformance" / "check"
ADDRESS = "https://cert.example.org"

LIMITS = (
    "This certificate shows that the person met the requirements of the scheme on the date shown."
    " It is not a licence to practise, and it does not replace supervision that the law requires."
)


def _token(length):
    alphabet = string.ascii_letters + string.digits + "-_"
    return "".join(random.Random(length).choices(alphabet, k=length))  # noqa: S311 - no secret


@pytest.fixture(scope="session")
def make_drawing():
    """Return a drawing as ordinary as can be, with `changes`; its link is `link_bytes` long."""

    def make(*, link_bytes=540, **changes):
        token = _token(link_bytes - len(f"{ADDRESS}/v#"))
        ordinary = Drawing(
            number="BTX-7K3M-9QPD",
            link=f"{ADDRESS}/v#{token}",
            token=token,
            name="Dr Amélie Example-Santos",
            name_native=None,
            native_language=None,
            profession="Physician",
            scheme_title="Certificate in Botulinum Toxin Injection for Aesthetic Indications",
            scheme_id="btx-1",
            scheme_version="2026.1",
            scope=("Glabella, forehead and lateral canthal lines in adults",),
            limits_text=LIMITS,
            first_issued=date(2026, 11, 20),
            effective=date(2026, 12, 1),
            valid_through=date(2028, 11, 30),
            issuer_name="Example Certification Board",
            host="cert.example.org",
            signatory_name="Prof. Helena Vorstand",
            signatory_role="Chair of the Certification Committee",
            telephone="+1 202 555 0143",
            specimen=False,
            signed_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        )
        return replace(ordinary, **changes)

    return make


@pytest.fixture(scope="session")
def typesetter():
    return Typesetter(ROOT / "templates" / "certificate")


@pytest.fixture(scope="session")
def rastered():
    """Return the grey picture of a one-page PDF at `dpi`, as an array of rows."""

    def raster(pdf, dpi):
        document = pypdfium2.PdfDocument(pdf)
        assert len(document) == 1
        return document[0].render(scale=dpi / 72, grayscale=True).to_numpy()

    return raster


@pytest.fixture(scope="session")
def judge(require):
    """Return veraPDF's verdict on some files: exit status and text."""

    def run(*files):
        result = subprocess.run(
            [CHECK, *files],
            env=os.environ | {"PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode == 2:
            require("java", result.stderr.strip())
        return result.returncode, result.stdout

    return run
