"""A certificate's PDF as an answer."""

from __future__ import annotations

from flask import Response


def pdf_response(pdf: bytes, number: str) -> Response:
    """Return `pdf` to be kept as a file named after the certificate's `number`."""
    response = Response(pdf, mimetype="application/pdf")
    # A number that was looked up has letters, digits and hyphens only: nothing to escape.
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return response
