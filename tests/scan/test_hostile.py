"""Documents made to break their reader: each gets an answer, in time, and the next is read."""

from __future__ import annotations

import random
import time
import zlib
from pathlib import Path

import pytest

from tests.scan.documents import (
    CATALOGUE,
    LINK,
    ONE_PAGE,
    PAGE,
    TOKEN,
    attaching,
    bomb,
    chunk,
    code,
    encoded,
    pdf,
    raw_pdf,
    raw_png,
    stream,
)
from tests.scan.processes import needs_proc
from verifier.scan.found import Found, FoundToken, NothingFound, Why
from verifier.scan.pool import DocumentReader

SECONDS = 5.0
SLACK = 5.0  # seconds a busy machine may take to start, stop and be scheduled
OURS = encoded(code(LINK))
SEED = 20_261_120


@pytest.fixture(scope="module")
def reader():
    made = DocumentReader(workers=1, seconds=SECONDS, memory_mib=256)
    made.read(OURS)
    yield made
    made.close()


def nothing(why):
    return NothingFound(why)


def deep_tree(depth):
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(depth)]
    return raw_pdf(CATALOGUE, *nodes, PAGE % b"")


def nested_forms(depth):
    """Return a page that draws a form ten times, which draws a form ten times, and so on."""
    forms = [
        stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</X %d 0 R>>>>"
            % (number + 6),
            b"/X Do " * 10,
        )
        for number in range(depth)
    ]
    page = PAGE % b"/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R"
    return raw_pdf(CATALOGUE, ONE_PAGE, page, stream(b"", b"/X Do"), *forms)


def page_with(contents, *objects):
    return raw_pdf(CATALOGUE, ONE_PAGE, PAGE % b"/Contents 4 0 R", contents, *objects)


HOSTILE = {
    "a page tree that is its own child": lambda: raw_pdf(
        CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"
    ),
    "a page tree that is its own parent": lambda: raw_pdf(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 99999/Parent 3 0 R>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 99999>>",
    ),
    "a page tree of 20,000 levels": lambda: deep_tree(20_000),
    "300,000 objects": lambda: raw_pdf(CATALOGUE, ONE_PAGE, PAGE % b"", *[b"null"] * 300_000),
    "200,000 brackets": lambda: raw_pdf(
        CATALOGUE, ONE_PAGE, PAGE % (b"/X " + b"[" * 200_000 + b"]" * 200_000)
    ),
    "a gigabyte of instructions": lambda: page_with(stream(b"/Filter/FlateDecode", bomb())),
    "a gigabyte of picture": lambda: raw_pdf(
        CATALOGUE,
        ONE_PAGE,
        PAGE % b"/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R",
        stream(b"", b"500 0 0 500 0 0 cm /I Do"),
        stream(
            b"/Type/XObject/Subtype/Image/Width 32768/Height 32768/BitsPerComponent 8"
            b"/ColorSpace/DeviceGray/Filter/FlateDecode",
            bomb(),
        ),
    ),
    "ten to the twelve forms": lambda: nested_forms(12),
    "a PNG of empty chunks": lambda: raw_png(extra=chunk(b"tEXt", b"") * 300_000),
    "a PNG of empty data": lambda: raw_png(extra=chunk(b"IDAT", b"") * 300_000),
    "a PNG with a chunk of four gigabytes": lambda: b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR",
    "a JPEG of fill bytes": lambda: b"\xff\xd8" + b"\xff" * 1_000_000,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_nothing_is_found_in_time(reader, make):
    """The answer comes before the limit, and our own code is read straight after."""
    data = make()
    begun = time.monotonic()
    found = reader.read(data)
    assert time.monotonic() - begun < SECONDS + SLACK
    assert found in (nothing(Why.NO_CODE), nothing(Why.NOT_READABLE))
    assert reader.read(OURS) == FoundToken(TOKEN)


BOMBS = {
    "attached": lambda: attaching(stream(b"/Filter/FlateDecode", bomb())),
    "zTXt": lambda: raw_png(extra=chunk(b"zTXt", b"k\0\0" + bomb())),
    "iTXt": lambda: raw_png(extra=chunk(b"iTXt", b"k\0\1\0en\0k\0" + bomb())),
    "iCCP": lambda: raw_png(extra=chunk(b"iCCP", b"k\0\0" + bomb())),
    "zTXt in many": lambda: raw_png(
        extra=chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(100_000))) * 50
    ),
    "65,535 pixels a side": lambda: raw_png(width=65_535, height=65_535, depth=16, pixels=b""),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_too_large(reader, make):
    """What would unpack to a gigabyte is told as too large, soon, by the child that lives on."""
    data = make()
    begun = time.monotonic()
    assert reader.read(data) == nothing(Why.TOO_LARGE)
    assert time.monotonic() - begun < SECONDS


def test_a_picture_of_more_data_than_pixels_is_what_its_header_says(reader):
    """A gigabyte behind a header of sixteen pixels is sixteen pixels."""
    assert reader.read(raw_png(pixels=bomb())) == nothing(Why.NO_CODE)


@needs_proc
def test_our_own_memory_stays_what_it_was(reader):
    """Bombs are unpacked by children: this process does not grow by what is in them."""

    def resident():
        (line,) = [
            line
            for line in Path("/proc/self/status").read_text().splitlines()
            if line.startswith("VmRSS")
        ]
        return int(line.split()[1]) // 1024

    documents = [make() for make in BOMBS.values()]
    before = resident()
    for data in documents:
        reader.read(data)
    assert resident() - before < 32


def mutated(data, rng):
    """Return `data` with a few bytes changed, cut, doubled or replaced by awkward numbers."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5, 20, 100])):
        at = rng.randrange(len(out))
        span = slice(at, at + rng.randrange(1, 50))
        match rng.randrange(5):
            case 0:
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                out[at] = rng.choice(b"\0\xff\x7f()<>[]/0 9-")
            case 2 if len(out) > 100:
                del out[span]
            case 3:
                out[at:at] = out[span]
            case _:
                out[at : at + 4] = rng.choice([b"\xff" * 4, b"\0" * 4, b"9999", b"-1  "])
    return bytes(out)


@pytest.mark.parametrize(
    "seed_document",
    [OURS, encoded(code(LINK), "JPEG"), pdf(code(LINK), attached=[("credential.jwt", b"a.b.c")])],
    ids=["PNG", "JPEG", "PDF"],
)
def test_every_mutation_gets_an_answer(reader, seed_document):
    """Broken at random, always in the same way, a document is a find or nothing, never an error."""
    rng = random.Random(SEED)  # noqa: S311 - it has to be the same each time
    answers = [reader.read(mutated(seed_document, rng)) for _ in range(200)]
    assert all(isinstance(answer, Found) for answer in answers)
    assert len(set(answers)) > 2
    assert reader.read(OURS) == FoundToken(TOKEN)
