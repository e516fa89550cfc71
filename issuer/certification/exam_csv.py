"""Many exam results in one CSV file: columns such as `candidate.name` and `written.sections.S1`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from issuer.certification.csv_columns import columns_of
from issuer.certification.csv_rows import Row, read_rows
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import ExamResultDocument, read_members

COLUMNS = columns_of([ExamResultDocument])


def read_results(text: TextIO | bytes) -> Iterator[Row[ExamResult]]:
    """Yield a `Row` for each line after the header that is not blank; never raise on content."""
    return read_rows(text, COLUMNS, read_members)
