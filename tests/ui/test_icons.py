"""Icons: every one that is shipped is drawn, and every one that is used is shipped."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop import resources
from desktop.ui import icons as icons_module
from desktop.ui.theme import Theme
from desktop.ui.tokens import DARK, LIGHT

UI_FOLDER = Path(icons_module.__file__).parent


def draw(theme: Theme, name: str, *, is_right_to_left: bool = False) -> QImage:
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    theme.icons.draw(
        painter, QRectF(0, 0, 24, 24), name, "#FF0000", is_right_to_left=is_right_to_left
    )
    painter.end()
    return image


def is_empty(image: QImage) -> bool:
    return all(
        QColor(image.pixelColor(x, y)).alpha() == 0
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", resources.icon_names())
def test_icon_is_drawn_in_the_colour_asked_for(theme: Theme, name: str) -> None:
    image = draw(theme, name)

    assert not is_empty(image)
    strongest = max(
        (image.pixelColor(x, y) for x in range(24) for y in range(24)),
        key=lambda color: color.alpha(),
    )
    assert (strongest.red(), strongest.green(), strongest.blue()) == (255, 0, 0)


def test_only_icons_that_are_used_are_shipped() -> None:
    source = "\n".join(path.read_text("utf-8") for path in UI_FOLDER.rglob("*.py"))

    unused = [name for name in resources.icon_names() if f'"{name}"' not in source]

    assert unused == []


def test_icons_that_point_along_the_text_are_mirrored(theme: Theme) -> None:
    assert draw(theme, "log-in", is_right_to_left=True) != draw(theme, "log-in")
    assert draw(theme, "check", is_right_to_left=True) == draw(theme, "check")


@pytest.mark.parametrize("name", ["app-mark", "first-chat"])
def test_pictures_follow_the_look(theme: Theme, name: str) -> None:
    images = []
    for tokens in (LIGHT, DARK):
        image = QImage(80, 48, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        theme.icons.draw_picture(painter, QRectF(0, 0, 80, 48), name, tokens)
        painter.end()
        assert not is_empty(image)
        images.append(image)

    assert images[0] != images[1]


def test_pictures_use_only_colours_that_exist() -> None:
    for name in ("app-mark", "first-chat"):
        text = resources.brand_file(f"{name}.svg").read_text("utf-8")
        used = set(re.findall(r"var\(--([a-z-]+)", text))
        assert used <= set(LIGHT.by_name())


def test_licences_are_shipped() -> None:
    texts = "\n".join(path.read_text("utf-8") for path in resources.licence_files())

    assert "SIL OPEN FONT LICENSE" in texts
    assert "ISC License" in texts
    assert "Cole Bemis" in texts


def test_icon_as_a_picture_has_the_scale_of_the_screen(theme: Theme) -> None:
    pixmap = theme.icons.pixmap("check", "#000000", 16, 2.0)

    assert pixmap.width() == 32
    assert pixmap.devicePixelRatio() == 2.0
