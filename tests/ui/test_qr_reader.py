"""Codes are found in pictures as people make them."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from desktop.ui.qr_code import QrCode
from desktop.ui.qr_reader import load_picture, read_codes
from tests.helpers.fake_messenger import CODE


@pytest.fixture
def picture(qtbot: QtBot) -> QImage:
    code = QrCode(212, "Your code")
    qtbot.addWidget(code)
    code.show_data(CODE)
    return code.grab().toImage()


def place(picture: QImage, width: int, height: int) -> QImage:
    """Return a larger picture with a code somewhere in it."""
    screen = QImage(width, height, QImage.Format.Format_RGB32)
    screen.fill(QColor("#3A6EA5"))
    painter = QPainter(screen)
    painter.drawImage(width // 3, height // 4, picture)
    painter.end()
    return screen


def test_code_is_found_in_a_picture_of_the_screen(picture: QImage) -> None:
    assert read_codes(place(picture, 1180, 740)) == [CODE]


def test_code_is_found_in_a_photograph(picture: QImage) -> None:
    large = picture.scaled(1500, 1500, mode=Qt.TransformationMode.SmoothTransformation)

    turned = place(large, 4000, 3000).transformed(QTransform().rotate(7))

    assert read_codes(turned) == [CODE]


def test_transparent_ground_counts_as_white(picture: QImage) -> None:
    clear = picture.convertToFormat(QImage.Format.Format_ARGB32)
    for y in range(clear.height()):
        for x in range(clear.width()):
            if clear.pixelColor(x, y).lightness() > 128:
                clear.setPixelColor(x, y, Qt.GlobalColor.transparent)

    assert read_codes(clear) == [CODE]


@pytest.mark.parametrize("width", [213, 214, 215])
def test_lines_of_any_length_are_read(picture: QImage, width: int) -> None:
    padded = QImage(width, 212, QImage.Format.Format_RGB32)
    padded.fill(Qt.GlobalColor.white)
    painter = QPainter(padded)
    painter.drawImage(0, 0, picture)
    painter.end()

    assert read_codes(padded) == [CODE]


def test_picture_without_code_holds_none() -> None:
    blank = QImage(300, 200, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)

    assert read_codes(blank) == []
    assert read_codes(QImage()) == []


def test_files_are_loaded(picture: QImage, tmp_path: Path) -> None:
    small, large = tmp_path / "code.png", tmp_path / "photograph.jpg"
    picture.save(str(small))
    enlarged = picture.scaled(2400, 2400)
    enlarged.save(str(large))

    assert read_codes(load_picture(str(small))) == [CODE]
    assert load_picture(str(large)).width() == 1600
    assert read_codes(load_picture(str(large))) == [CODE]


def test_what_is_no_picture_is_null(tmp_path: Path) -> None:
    path = tmp_path / "letter.png"
    path.write_bytes(b"not a picture")

    assert load_picture(str(path)).isNull()
    assert load_picture(str(tmp_path / "missing.png")).isNull()
