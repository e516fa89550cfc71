"""veraPDF's verdict: PDF/A-3a for the archive, PDF/UA-1 for those who listen."""

from itertools import cycle

import pikepdf
import pytest

from issuer.certificate.drawing import Paper
from tests.certificate.looks import TALL_LOOK, WIDE_LOOK

pytestmark = pytest.mark.java

KINDS = {
    "ordinary": {},
    "specimen": {"specimen": True},
    "greek": {"name_native": "Ελένη Παπαδοπούλου", "native_language": "el"},
    "hebrew": {"name_native": "אמלי כהן", "native_language": "he"},
    "arabic": {"name_native": "د. ليلى المنصوري", "native_language": "ar"},
    "hindi": {"name_native": "डॉ. प्रिया शर्मा", "native_language": "hi"},
    "thai": {"name_native": "สมชาย ใจดี", "native_language": "th"},
    "chinese": {"name_native": "王小明醫師", "native_language": "zh-Hant-TW"},
    "wide look": {"look": WIDE_LOOK},
    "tall look": {"look": TALL_LOOK, "specimen": True},
    "finest": {"link_bytes": 779, "limits_text": "It is not a licence to practise. " * 20},
}


def test_every_kind_conforms_to_both(typesetter, make_drawing, judge, tmp_path):
    """Each kind of certificate, on one paper or the other, keeps every rule of both standards."""
    files = []
    for (kind, changes), paper in zip(KINDS.items(), cycle(Paper), strict=False):
        file = tmp_path / f"{kind}-{paper}.pdf"
        file.write_bytes(typesetter.draw(make_drawing(**changes), paper))
        files.append(file)
    status, verdict = judge(*files)
    assert status == 0, verdict
    for file in files:
        assert f"conforms PDFA-3A {file.name}\n" in verdict
        assert f"conforms PDFUA-1 {file.name}\n" in verdict


def test_the_judge_can_say_no(typesetter, make_drawing, judge, tmp_path):
    """A certificate robbed of its language or of its attachment's role breaks the rule for that."""
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(typesetter.draw(make_drawing()))
    dumb, loose = tmp_path / "dumb.pdf", tmp_path / "loose.pdf"
    with pikepdf.open(whole) as document:
        del document.Root.Lang
        document.save(dumb)
    with pikepdf.open(whole) as document:
        del document.Root.AF
        document.save(loose)
    status, verdict = judge(dumb, loose)
    assert status == 1
    assert "BREAKS PDFUA-1 dumb.pdf\n" in verdict
    assert "BREAKS PDFA-3A loose.pdf\n    6.8-4:" in verdict
    assert "conforms PDFUA-1 loose.pdf\n" in verdict
