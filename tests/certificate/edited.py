"""A certificate's PDF after other programs had it."""

from __future__ import annotations

import io

import pikepdf

from verifier.scan.pages import read_lines


def place_of(pdf, text):
    """Return where a line stands: left, baseline and size."""
    (lines,) = read_lines(pdf)
    line = next(line for line in lines if line.text == text)
    return line.left, line.baseline, line.height


def painted_over(pdf, text, instead, *, mode=0, along=0):
    """Return `pdf` with a white box over one line and other words on it, as an editor does.

    They begin `along` points behind the line's left end.
    """
    left, baseline, size = place_of(pdf, text)
    left += along
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        name = page.add_resource(font, pikepdf.Name.Font)
        page.contents_add(b"q", prepend=True)
        box = f"{left} {baseline - 3} 300 {size} re f"
        words = f"BT {mode} Tr {name} {size * 0.8:.1f} Tf {left} {baseline} Td ({instead}) Tj ET"
        page.contents_add(f"Q q 1 1 1 rg {box} 0 g {words} Q".encode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def saved_again(pdf):
    """Return `pdf` as another program writes it: the same page in other bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        out = io.BytesIO()
        document.save(out, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def bundle(*pdfs):
    """Return one PDF of the pages of several; what was attached is lost."""
    with pikepdf.new() as document:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                document.pages.extend(part.pages)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()
