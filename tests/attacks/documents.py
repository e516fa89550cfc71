"""PDFs and pictures made to be taken for a certificate, or to break who reads them."""

# What makes documents in tests/scan carries no types.
# mypy: disable-error-code="no-untyped-call,no-any-return"

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageOps

from tests.scan.documents import (
    CATALOGUE,
    ONE_PAGE,
    PAGE,
    attaching,
    bomb,
    chunk,
    code,
    encoded,
    on_paper,
    pdf,
    raw_pdf,
    raw_png,
    stream,
)
from verifier.verdict import Reason

Make = Callable[[str, str, int], bytes]
"""Makes a document from two links to different tokens and the port of the canary."""


def token_of(link: str) -> bytes:
    """Return the token in a link."""
    return link.partition("#")[2].encode()


def with_action(name: str, action: dict[str, str]) -> Make:
    """Return the maker of a genuine PDF that asks its reader to do something."""

    def make(link: str, _: str, canary: int) -> bytes:
        with pikepdf.open(io.BytesIO(attached(link, "", canary))) as document:
            told = pikepdf.Dictionary(Type=pikepdf.Name.Action)
            for key, value in action.items():
                text = value.replace("$canary", str(canary))
                told[key] = pikepdf.Name(text) if key == "/S" else pikepdf.String(text)
            document.Root[name] = told
            return saved(document)

    return make


def attached(link: str, _: str, __: int) -> bytes:
    """Return a PDF with the code on its page and the token attached."""
    return pdf(code(link), attached=[("credential.jwt", token_of(link))])


def with_form(link: str, _: str, canary: int) -> bytes:
    """Return a genuine PDF with an XFA form that would send itself."""
    form = f"<xdp><submit target='http://127.0.0.1:{canary}/'/></xdp>".encode()
    with pikepdf.open(io.BytesIO(attached(link, "", canary))) as document:
        document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(form))
        return saved(document)


def with_files(link: str, _: str, __: int) -> bytes:
    """Return a genuine PDF with a program attached beside the token."""
    files = [("credential.jwt", token_of(link)), ("setup.exe", b"MZ"), ("../../x.sh", b"#!")]
    return pdf(code(link), attached=files)


def saved(document: pikepdf.Pdf) -> bytes:
    """Return a document's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def hidden_code(link: str, other: str, _: int) -> bytes:
    """Return a PDF with one code on its page, and another in a layer that is switched off."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    layer = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("swap"))
    )
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(A=_image(document, link), B=_image(document, other)),
        Properties=pikepdf.Dictionary(L=layer),
    )
    page.Contents = document.make_stream(
        b"q 142 0 0 142 100 60 cm /A Do Q /OC /L BDC q 142 0 0 142 400 60 cm /B Do Q EMC"
    )
    document.Root.OCProperties = pikepdf.Dictionary(
        OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer], Order=[layer])
    )
    return saved(document)


def _image(document: pikepdf.Pdf, link: str) -> pikepdf.Stream:
    picture = code(link)
    return pikepdf.Stream(
        document,
        picture.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )


def polyglot_zip(link: str, _: str, canary: int) -> bytes:
    """Return a genuine PDF that is a ZIP archive too."""
    out = io.BytesIO(attached(link, "", canary))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def polyglot_html(link: str, _: str, canary: int) -> bytes:
    """Return a page that has a genuine PDF in it."""
    return b"<html><script>alert(1)</script><!--" + attached(link, "", canary)


def polyglot_jpeg(link: str, other: str, canary: int) -> bytes:
    """Return a picture of one certificate that carries the PDF of another."""
    return encoded(code(link), "JPEG") + attached(other, "", canary)


def polyglot_gif(link: str, _: str, __: int) -> bytes:
    """Return a GIF that is an archive too, with a genuine code in it."""
    out = io.BytesIO(encoded(code(link), "GIF"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("A.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()


def svg(text: str) -> Make:
    """Return the maker of a drawing with something in it."""
    return lambda _, __, canary: f"{text}<svg xmlns='http://www.w3.org/2000/svg'/>".replace(
        "$canary", str(canary)
    ).encode()


def deep_tree(_: str, __: str, ___: int) -> bytes:
    """Return a PDF whose pages hang on twenty thousand branches."""
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(20_000)]
    return raw_pdf(CATALOGUE, *nodes, PAGE % b"")


DOCUMENTS: dict[str, tuple[Make, Reason]] = {
    "genuine PDF": (attached, Reason.VALID),
    "genuine picture": (lambda link, _, __: encoded(code(link)), Reason.VALID),
    "inverted": (lambda link, _, __: encoded(ImageOps.invert(code(link))), Reason.VALID),
    "the same code twice": (
        lambda link, _, __: encoded(on_paper(code(link), code(link))),
        Reason.VALID,
    ),
    "two codes": (
        lambda link, other, _: encoded(on_paper(code(link), code(other))),
        Reason.UNREADABLE,  # a question: which one?
    ),
    "code of one, token of another": (
        lambda link, other, _: pdf(code(link), attached=[("credential.jwt", token_of(other))]),
        Reason.ALTERED,
    ),
    "two tokens attached": (
        lambda link, other, _: pdf(
            code(link),
            attached=[("credential.jwt", token_of(link)), ("x/credential.jwt", token_of(other))],
        ),
        Reason.ALTERED,
    ),
    "two pages of two people": (
        lambda link, other, _: pdf(code(link), code(other)),
        Reason.UNREADABLE,
    ),
    "another code in a hidden layer": (hidden_code, Reason.VALID),
    "with JavaScript": (
        with_action("/OpenAction", {"/S": "/JavaScript", "/JS": "app.alert(1)"}),
        Reason.VALID,
    ),
    "with an address to open": (
        with_action("/OpenAction", {"/S": "/URI", "/URI": "http://127.0.0.1:$canary/"}),
        Reason.VALID,
    ),
    "with a program to start": (
        with_action("/OpenAction", {"/S": "/Launch", "/F": "/bin/sh"}),
        Reason.VALID,
    ),
    "with a form to send": (with_form, Reason.VALID),
    "with a program attached": (with_files, Reason.VALID),
    "a PDF and an archive": (polyglot_zip, Reason.VALID),
    "a page with a PDF in it": (polyglot_html, Reason.UNREADABLE),
    "a picture with a PDF behind": (polyglot_jpeg, Reason.VALID),
    "a GIF and an archive": (polyglot_gif, Reason.UNREADABLE),
    "pages in circles": (
        lambda *_: raw_pdf(CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 9>>"),
        Reason.UNREADABLE,
    ),
    "pages on deep branches": (deep_tree, Reason.UNREADABLE),
    "300,000 objects": (
        lambda *_: raw_pdf(CATALOGUE, ONE_PAGE, PAGE % b"", *[b"null"] * 300_000),
        Reason.UNREADABLE,
    ),
    "a gigabyte attached": (
        lambda *_: attaching(stream(b"/Filter/FlateDecode", bomb())),
        Reason.UNREADABLE,
    ),
    "a gigabyte of text in a picture": (
        lambda *_: raw_png(extra=chunk(b"zTXt", b"k\0\0" + bomb())),
        Reason.UNREADABLE,
    ),
    "a gigabyte of translated text": (
        lambda *_: raw_png(extra=chunk(b"iTXt", b"k\0\1\0en\0k\0" + bomb())),
        Reason.UNREADABLE,
    ),
    "65,535 pixels a side": (
        lambda *_: raw_png(width=65_535, height=65_535, depth=16, pixels=zlib.compress(b"")),
        Reason.UNREADABLE,
    ),
    "a drawing with a script": (svg("<svg><script>alert(1)</script></svg>"), Reason.UNREADABLE),
    "a drawing with a reference": (
        svg("<svg><image href='http://127.0.0.1:$canary/x.png'/></svg>"),
        Reason.UNREADABLE,
    ),
    "a drawing with an entity": (
        svg("<!DOCTYPE s [<!ENTITY x SYSTEM 'http://127.0.0.1:$canary/x'>]><s>&x;</s>"),
        Reason.UNREADABLE,
    ),
    "a drawing with a billion laughs": (
        svg("<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><s>&b;</s>"),
        Reason.UNREADABLE,
    ),
    "a page": (lambda *_: b"<!doctype html><script>alert(1)</script>", Reason.UNREADABLE),
    "one byte": (lambda *_: b"%", Reason.UNREADABLE),
    "only the first bytes of a PDF": (lambda *_: b"%PDF-1.7", Reason.UNREADABLE),
    "a picture without a code": (
        lambda *_: encoded(Image.new("L", (200, 200), 255)),
        Reason.UNREADABLE,
    ),
}


def small_pdf(link: str) -> bytes:
    """Return a PDF of one small page with the token attached: quick to read, to break it often."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(credential.jwt) 4 0 R]>>>>>>",
        ONE_PAGE,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 40 40]>>",
        b"<</Type/Filespec/F(credential.jwt)/UF(credential.jwt)/EF<</F 5 0 R>>>>",
        stream(b"", token_of(link)),
    )
