"""Pictures: what is read and written, and what counts as painted."""

import random
import struct

import pytest
from PySide6.QtGui import QImage

from tests.e2e.picture import (
    Picture,
    Rectangle,
    UnreadablePicture,
    least_ink,
    measure_painted,
    read_xwd,
)

WHITE, BUBBLE, BLACK = (255, 255, 255), (219, 230, 255), (0, 0, 0)
BAND = 16


def pixel(colour: tuple[int, int, int]) -> bytes:
    red, green, blue = colour
    return bytes((blue, green, red, 0))


class Canvas:
    """A picture to paint on with rectangles."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.pixels = bytearray(pixel(WHITE) * (width * height))

    def fill(self, area: Rectangle, colour: tuple[int, int, int]) -> None:
        for row in range(area.top, area.bottom):
            start = (row * self.width + area.left) * 4
            self.pixels[start : start + area.width * 4] = pixel(colour) * area.width

    def picture(self) -> Picture:
        return Picture(self.width, self.height, bytes(self.pixels))


def xwd(picture: Picture, *, padding: int = 0, depth: int = 24) -> bytes:
    name = b"Xvfb main screen\0"
    stride = picture.width * 4
    fields = [100 + len(name), 7, 2, depth, picture.width, picture.height, 0, 0, 32, 0, 32, 32]
    fields += [stride + padding, 4, 0xFF0000, 0xFF00, 0xFF, 8, 256, 2, *[0] * 5]
    lines = [picture.pixels[at : at + stride] for at in range(0, len(picture.pixels), stride)]
    colours = bytes(2 * 12)
    return struct.pack(">25I", *fields) + name + colours + (b"\xee" * padding).join([*lines, b""])


def test_png_shows_the_same_pixels_to_another_reader() -> None:
    numbers = random.Random(9)
    pixels = b"".join(
        bytes((*numbers.randbytes(3), 0)) for _ in range(37 * 11)
    )  # blue, green, red, unused
    image = QImage.fromData(Picture(37, 11, pixels).png())
    assert (image.width(), image.height()) == (37, 11)
    for at in range(37 * 11):
        seen = image.pixelColor(at % 37, at // 37)
        assert (seen.blue(), seen.green(), seen.red()) == tuple(pixels[at * 4 : at * 4 + 3])


@pytest.mark.parametrize("padding", [0, 8])
def test_window_dump_is_read_with_and_without_padding(padding: int) -> None:
    canvas = Canvas(5, 3)
    canvas.fill(Rectangle(1, 1, 2, 1), BUBBLE)
    assert read_xwd(xwd(canvas.picture(), padding=padding)) == canvas.picture()


def test_window_dump_of_another_depth_is_refused() -> None:
    with pytest.raises(UnreadablePicture):
        read_xwd(xwd(Canvas(5, 3).picture(), depth=16))


@pytest.mark.parametrize("length", [0, 50, 140])
def test_window_dump_cut_short_is_refused(length: int) -> None:
    with pytest.raises(UnreadablePicture):
        read_xwd(xwd(Canvas(5, 3).picture())[:length])


def test_crop_is_limited_to_the_picture() -> None:
    canvas = Canvas(10, 10)
    canvas.fill(Rectangle(8, 8, 2, 2), BLACK)
    cut = canvas.picture().crop(Rectangle(8, 8, 50, 50))
    assert (cut.width, cut.height) == (2, 2)
    assert cut.colours() == {BLACK: 4}


def test_blank_row_has_nothing_painted() -> None:
    painted = measure_painted(Canvas(200, 40).picture(), WHITE, band_height=BAND)
    assert (painted.differing, painted.ink, painted.barest_band) == (0, 0, 0)


def test_bubble_without_letters_has_no_ink() -> None:
    canvas = Canvas(200, 40)
    canvas.fill(Rectangle(10, 5, 100, 30), BUBBLE)
    painted = measure_painted(canvas.picture(), WHITE, band_height=BAND)
    assert painted.differing == 3000
    assert painted.ink == 0


def test_letters_in_a_bubble_are_ink() -> None:
    canvas = Canvas(200, 40)
    canvas.fill(Rectangle(10, 5, 100, 30), BUBBLE)
    canvas.fill(Rectangle(20, 10, 40, 10), BLACK)
    painted = measure_painted(canvas.picture(), WHITE, band_height=BAND)
    assert painted.ink == 400
    assert painted.ink >= least_ink("ten letters")


def test_gap_in_a_tall_text_is_found_by_its_barest_band() -> None:
    canvas = Canvas(200, 80)
    canvas.fill(Rectangle(10, 0, 100, 80), BUBBLE)
    for top in (4, 20, 36, 68):
        canvas.fill(Rectangle(20, top, 40, 8), BLACK)
    painted = measure_painted(canvas.picture(), WHITE, band_height=BAND)
    assert painted.ink > least_ink("ten letters")
    assert painted.barest_band == 0


def test_ground_that_differs_by_a_shade_is_still_ground() -> None:
    canvas = Canvas(50, 20)
    canvas.fill(Rectangle(0, 0, 50, 20), (252, 253, 254))
    assert measure_painted(canvas.picture(), WHITE, band_height=BAND).differing == 0


def test_blanks_need_no_ink() -> None:
    assert least_ink(" \n\t") == 0
    assert least_ink("a b") == 2 * least_ink("a")


def test_rectangles_know_what_they_contain() -> None:
    outer = Rectangle(10, 10, 100, 50)
    assert outer.contains(Rectangle(10, 10, 100, 50))
    assert not outer.contains(Rectangle(10, 10, 101, 50))
    assert outer.intersection(Rectangle(0, 0, 5, 5)).width == 0
