"""Several files in one: a zip that is the same whenever its content is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime

_MODE = 0o600 << 16


def make_zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    """Return a zip of `files` by name, all dated `at`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, content)
    return made.getvalue()
