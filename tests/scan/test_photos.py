"""Photographs of certificates on a wall: aslant, out of focus, under a lamp, and not alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.scan.documents import LINK, OTHER, OTHER_LINK, TOKEN, code, encoded, on_paper, photo
from verifier.scan.document import read_document
from verifier.scan.found import FoundToken, NothingFound, SeveralFound, Why

SIDES = ("left", "right", "above", "below")
WALL = 150
WIFI = "WIFI:S:clinic;T:WPA;P:secret;;"


def paper(*texts):
    """Return a sheet with a code for each text, on a wall."""
    codes = [code(text, box=5) for text in texts]
    size = (40 + sum(each.width + 40 for each in codes), max(each.height for each in codes) + 80)
    wall = Image.new("L", (size[0] + 200, size[1] + 200), WALL)
    wall.paste(on_paper(*codes, size=size), (100, 100))
    return wall


def seen_from(side, picture, *, share=0.12):
    """Return what is seen from one side: the far edge is shorter by `share` at either end."""
    width, height = picture.size
    near = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    x, y = share * width, share * height
    moved = {
        "left": [[0, 0], [0, y], [0, -y], [0, 0]],
        "right": [[0, y], [0, 0], [0, 0], [0, -y]],
        "above": [[0, 0], [0, 0], [-x, 0], [x, 0]],
        "below": [[x, 0], [-x, 0], [0, 0], [0, 0]],
    }[side]
    matrix = cv2.getPerspectiveTransform(near, near + np.float32(moved))
    return Image.fromarray(
        cv2.warpPerspective(np.asarray(picture), matrix, picture.size, borderValue=WALL)
    )


def with_glare(picture, *, where, radius):
    """Return `picture` with a lamp in its glass: white in the middle, fading to the rim."""
    lamp = Image.new("L", picture.size, 0)
    (x, y), half = where, radius // 2
    ImageDraw.Draw(lamp).ellipse((x - half, y - half, x + half, y + half), fill=255)
    lamp = lamp.filter(ImageFilter.GaussianBlur(radius / 6))
    return Image.composite(Image.new("L", picture.size, 255), picture, lamp)


def taken(picture):
    """Return the JPEG that a phone makes of it: a little soft, noisy and grey."""
    return encoded(photo(picture, angle=4, blur=0.8), "JPEG", quality=80)


@pytest.mark.parametrize("side", SIDES)
def test_from_any_side(side):
    """Keystoned as a paper is that hangs above, below or beside the reader."""
    assert read_document(taken(seen_from(side, paper(LINK)))) == FoundToken(TOKEN)


@pytest.mark.parametrize("blur", [1, 2])
def test_out_of_focus(blur):
    """A blur of two fifths of a module is read."""
    soft = paper(LINK).filter(ImageFilter.GaussianBlur(blur))
    assert read_document(encoded(soft, "JPEG", quality=70)) == FoundToken(TOKEN)


@pytest.mark.parametrize("where", [(0.5, 0.5), (0.7, 0.3), (0.75, 0.75), (0.05, 0.5)])
def test_a_lamp_in_the_glass(where):
    """A white spot over a part of the code, or beside it: the code corrects what is lost."""
    picture = paper(LINK)
    place = tuple(round(share * side) for share, side in zip(where, picture.size, strict=True))
    lit = with_glare(picture, where=place, radius=110)
    assert lit.tobytes() != picture.tobytes()
    assert read_document(taken(lit)) == FoundToken(TOKEN)


def test_a_lamp_over_most_of_it_says_that_there_is_no_code():
    """What cannot be read is told as that, never as another certificate or a broken file."""
    picture = paper(LINK)
    middle = tuple(side // 2 for side in picture.size)
    lit = with_glare(picture, where=middle, radius=picture.width)
    assert read_document(taken(lit)) == NothingFound(Why.NO_CODE)


def test_half_in_the_shade():
    """One half has a third of the light of the other."""
    grey = np.asarray(paper(LINK)).astype(float)
    grey[:, : grey.shape[1] // 2] *= 0.35
    assert read_document(taken(Image.fromarray(grey.astype(np.uint8)))) == FoundToken(TOKEN)


@pytest.mark.parametrize("side", SIDES)
def test_several_on_one_wall(side):
    """Seen aslant beside a stranger's code, both certificates are named, and only they."""
    found = read_document(taken(seen_from(side, paper(LINK, WIFI, OTHER_LINK), share=0.08)))
    assert isinstance(found, SeveralFound)
    assert set(found.choices) == {FoundToken(TOKEN), FoundToken(OTHER)}


def test_one_of_several_that_cannot_be_read_hides_behind_no_other():
    """With a lamp over the second, the first alone is found: there is no telling of the other."""
    picture = paper(LINK, OTHER_LINK)
    second = (round(picture.width * 0.72), picture.height // 2)
    lit = with_glare(picture, where=second, radius=round(picture.height * 0.65))
    assert read_document(taken(lit)) == FoundToken(TOKEN)
