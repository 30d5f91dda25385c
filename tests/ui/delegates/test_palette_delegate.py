"""Rows of the palette are painted in both looks and directions, with the typed letters marked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import Trust
from desktop.ui.dialogs.palette import Palette
from desktop.ui.models.palette_model import Command
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import FakeMessenger
from tests.ui.conftest import show_active


def count(image: QImage, color: str) -> int:
    return sum(
        QColor(image.pixelColor(x, y)).name() == QColor(color).name()
        for x in range(image.width())
        for y in range(image.height())
    )


def test_typed_letters_are_in_accent_and_everything_mirrors(theme: Theme, qtbot: QtBot) -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob", trust=Trust.VERIFIED)
    messenger.change_contact(bob, own_name="Bob Builder")
    window = QWidget()
    window.resize(800, 500)
    qtbot.addWidget(window)
    show_active(window)
    command = Command(title="About", icon="info", key_text="Ctrl+B", act=list)
    contact = messenger.conversation(bob).contact
    palette = Palette(theme, [contact], [], [command], parent=window)
    palette.open()
    plain = palette.rows.grab().toImage()

    palette.edit.setText("b")
    light = palette.rows.grab().toImage()
    assert count(light, theme.tokens.accent) > count(plain, theme.tokens.accent)
    theme.choose("dark")
    dark = palette.rows.grab().toImage()
    assert count(dark, theme.tokens.accent) > 0
    palette.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert palette.rows.grab().toImage() != dark
