"""Labels keep the line height of the scale and never show marked-up text."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle


def test_one_line_has_the_height_of_the_scale(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.BODY, text="hello")
    qtbot.addWidget(label)

    assert label.sizeHint().height() == 20
    assert label.heightForWidth(5) == 20
    assert label.minimumSizeHint().width() == 0


def test_wrapped_text_grows_downwards(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.CAPTION, text="word " * 40, wraps=True)
    qtbot.addWidget(label)

    assert label.hasHeightForWidth()
    assert label.heightForWidth(200) > label.heightForWidth(400) > 16
    assert label.heightForWidth(200) % 16 == 0


def test_foreign_text_is_never_marked_up(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.BODY, text="<b>bold</b>")
    qtbot.addWidget(label)

    assert label.textFormat() is Qt.TextFormat.PlainText


def test_colour_follows_role_and_look(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.TITLE, text="Title")
    qtbot.addWidget(label)
    label.resize(200, 28)
    before = label.grab().toImage()

    label.set_role("danger")
    red = label.grab().toImage()
    theme.choose("dark")

    assert red != before
    assert label.grab().toImage() != red


def test_long_line_is_elided(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.BODY, text="word " * 40)
    qtbot.addWidget(label)
    label.resize(60, 20)

    assert not label.grab().isNull()


def test_wrapped_text_begins_where_its_language_does(theme: Theme, qtbot: QtBot) -> None:
    label = TextLabel(theme, TypeStyle.BODY, text="سلام", wraps=True)
    qtbot.addWidget(label)
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    lines = label._lay_out(400)

    assert round(lines.lineAt(0).naturalTextRect().right()) == 400
