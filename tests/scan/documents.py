"""Pictures and PDFs for the tests of `verifier.scan`, made when they are needed."""

from __future__ import annotations

import functools
import io
import struct
import zlib

import numpy as np
import pikepdf
import qrcode
from PIL import Image, ImageFilter

HEADER = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImRjK3NkLWp3dCIsImtpZCI6Ing3UWEyQiJ9"
TOKEN = f"{HEADER}.{'eyJqdGkiOiJCVFgtN0sxTS05UTMwIn0' * 12}.{'c2ln' * 21}Aw"
OTHER = f"{HEADER}.{'eyJqdGkiOiJCVFgtS0VQVC1BQ0VBIn0' * 12}.{'c2ln' * 21}Aw"
LINK = f"https://cert.example.org/v#{TOKEN}"
OTHER_LINK = f"https://cert.example.org/v#{OTHER}"
BOMB_SIZE = 1 << 30

_PART = 1 << 20


@functools.cache
def code(text, *, box=4):
    """Return the QR code of `text` as a grey picture with its quiet zone."""
    drawing = qrcode.QRCode(
        error_correction=qrcode.ERROR_CORRECT_M, box_size=box, border=4, mask_pattern=2
    )
    drawing.add_data(text.encode())
    drawing.make(fit=True)
    return drawing.make_image().get_image().convert("L")


def on_paper(*pictures, size=(1000, 700)):
    """Return a white picture with `pictures` side by side."""
    paper, left = Image.new("L", size, 255), 40
    for picture in pictures:
        paper.paste(picture, (left, 40))
        left += picture.width + 40
    return paper


def photo(picture, *, angle, blur):
    """Return what a camera held at an angle makes of `picture`: turned, blurred, grey, noisy."""
    turned = picture.rotate(angle, expand=True, fillcolor=140, resample=Image.Resampling.BICUBIC)
    soft = turned.filter(ImageFilter.GaussianBlur(blur))
    return Image.blend(soft, _noise(soft.size, 40), 0.2)


def _noise(size, deviation):
    """Return grey noise, the same each time: Pillow's own depends on what was drawn before."""
    grey = np.random.default_rng(7).normal(128, deviation, size[::-1])
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def encoded(picture, kind="PNG", **options):
    """Return `picture` as the bytes of a PNG or JPEG."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@functools.cache
def bomb():
    """Return a gigabyte of zeros, packed to a megabyte: one packed part, over and over."""
    packer = zlib.compressobj(9, wbits=-15)
    part = packer.compress(bytes(_PART)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (BOMB_SIZE % 65_521) << 16 | 1  # Adler-32 of so many zeros
    return b"\x78\xda" + part * (BOMB_SIZE // _PART) + b"\x03\x00" + checksum.to_bytes(4)


def chunk(kind, body):
    """Return one PNG chunk."""
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def raw_png(*, width=4, height=4, depth=8, extra=b"", pixels=None):
    """Return a grey PNG, chunk by chunk: `extra` chunks after the header, `pixels` packed."""
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    if pixels is None:
        pixels = zlib.compress((b"\0" + b"\xff" * width) * height)
    chunks = [chunk(b"IHDR", header), extra, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(*pages, attached=(), encryption=False):
    """Return a PDF with a picture on each of `pages` (None: empty), and tokens attached.

    `attached` are pairs of an attachment's name and its bytes.
    """
    document = pikepdf.new()
    for picture in pages or [None]:
        _add_page(document, picture)
    for name, data in attached:
        spec = pikepdf.AttachedFileSpec(document, data, filename=name.rpartition("/")[2])
        document.attachments[name] = spec
    out = io.BytesIO()
    document.save(out, encryption=encryption)
    return out.getvalue()


def _add_page(document, picture):
    page = document.add_blank_page(page_size=(595, 842))
    if picture is None:
        return
    image = pikepdf.Stream(
        document,
        picture.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = document.make_stream(b"q 142 0 0 142 400 60 cm /I Do Q")


def raw_pdf(*objects):
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table, size = out.tell(), len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return out.getvalue()


def stream(entries, data):
    """Return a PDF stream object with its length filled in."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%b>>"


def attaching(file, *, catalogue=b"/Names[(credential.jwt) 4 0 R]", spec=b"/EF<</F 5 0 R>>"):
    """Return a PDF whose attachment is the object `file`, each part to be replaced at will."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<<%b>>>>>>" % catalogue,
        ONE_PAGE,
        PAGE % b"",
        b"<</Type/Filespec/F(credential.jwt)/UF(credential.jwt)%b>>" % spec,
        file,
    )


def endless_pdf():
    """Return a small PDF that takes minutes to draw: a shading whose colour is long to compute."""
    colour = b"{ pop " + b"dup mul sqrt " * 300 + b"}"
    return raw_pdf(
        CATALOGUE,
        ONE_PAGE,
        PAGE % b"/Resources<</Shading<</S 5 0 R>>>>/Contents 4 0 R",
        stream(b"", b"/S sh\n" * 2000),
        b"<</ShadingType 1/ColorSpace/DeviceGray/Function 6 0 R/Matrix[600 0 0 900 0 0]>>",
        stream(b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1]", colour),
    )
