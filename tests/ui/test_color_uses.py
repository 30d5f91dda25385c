"""Every text that a view paints stands on a ground that the theme's table of uses allows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTextLayout
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs.server_key_dialog import ServerKeyDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.overlay import Overlay
from desktop.ui.preferences import ThemeChoice
from desktop.ui.theme import Theme
from desktop.ui.tokens import AVATAR_GROUNDS, AVATAR_TEXT, TEXT_USES, Tokens
from tests.ui.conftest import Desk
from tests.ui.scenes import SCENES, SHOWS

_MARGIN = 1


UNFIT = {"waiting", "jump", "about"}
"""Scenes without a word, or with a line that the edge of its pane cuts: its ground is not seen."""


@dataclass
class Paint:
    """What was painted: each text with its colour and its place in the picture."""

    texts: list[tuple[str, str, QRectF]] = field(default_factory=list)


@pytest.fixture
def paint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Paint]:
    """Note every text that Python paints."""
    paint = Paint()
    draw_text, draw_layout = QPainter.drawText, QTextLayout.draw

    def note_text(painter: QPainter, *arguments: object) -> object:
        where, text = arguments[0], str(arguments[-1])
        if isinstance(where, QPointF):
            metrics = QFontMetricsF(painter.font())
            width = metrics.horizontalAdvance(text)
            where = QRectF(where.x(), where.y() - metrics.ascent(), width, metrics.height())
        note(painter, text, QRectF(where))  # type: ignore[call-overload]
        return draw_text(painter, *arguments)  # type: ignore[call-overload]

    def note_layout(layout: QTextLayout, painter: QPainter, corner: QPointF, *more: object) -> None:
        for number in range(layout.lineCount()):
            line = layout.lineAt(number).naturalTextRect()
            note(painter, layout.text(), line.translated(corner))
        draw_layout(layout, painter, corner, *more)  # type: ignore[arg-type]

    def note(painter: QPainter, text: str, where: QRectF) -> None:
        if text.strip() and painter.opacity() == 1:
            place = painter.deviceTransform().mapRect(where)
            paint.texts.append((text, painter.pen().color().name().upper(), place))

    monkeypatch.setattr(QPainter, "drawText", note_text)
    monkeypatch.setattr(QTextLayout, "draw", note_layout)
    yield paint
    monkeypatch.undo()


def roles(tokens: Tokens, color: str) -> set[str]:
    return {
        entry.name
        for entry in fields(tokens)
        if entry.name != "is_dark" and QColor(getattr(tokens, entry.name)).name().upper() == color
    }


def ground_of(image: QImage, place: QRectF) -> str | None:
    """Return the colour that fills most of a place."""
    box = place.toAlignedRect().adjusted(-_MARGIN, 0, _MARGIN, 0) & QRect(image.rect())
    colors = Counter(
        image.pixelColor(x, y).name().upper()
        for y in range(box.top(), box.bottom() + 1, 2)
        for x in range(box.left(), box.right() + 1)
    )
    return colors.most_common(1)[0][0] if colors else None


def is_allowed(tokens: Tokens, text: str, ground: str) -> bool:
    if text == AVATAR_TEXT and ground in AVATAR_GROUNDS:
        return True
    texts = roles(tokens, text)
    return any(texts & set(TEXT_USES.get(role, ())) for role in roles(tokens, ground))


def faults(widget: QWidget, paint: Paint, tokens: Tokens) -> list[tuple[str, str, str]]:
    """Paint a widget and return each text on a ground that is not in the table."""
    paint.texts.clear()
    image = widget.grab().toImage()
    return [
        (text, color, ground)
        for text, color, place in paint.texts
        if (ground := ground_of(image, place)) is not None and not is_allowed(tokens, color, ground)
    ]


def shown(window: MainWindow) -> QWidget:
    """Return what is not covered: the window, or the card of a dialog over it."""
    overlays = (*window.findChildren(Overlay), *window.findChildren(ServerKeyDialog))
    open_ones = [overlay for overlay in overlays if overlay.isVisible()]
    return open_ones[-1].card if open_ones else window


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("scene", sorted(SHOWS.keys() - UNFIT))
def test_texts_stand_on_grounds_of_the_table(
    desk: Desk, scene: str, choice: ThemeChoice, paint: Paint
) -> None:
    desk.theme.choose(choice)
    window = SCENES[scene](desk)

    assert faults(shown(window), paint, desk.theme.tokens) == []
    assert paint.texts


def test_text_on_another_ground_is_found(theme: Theme, paint: Paint, desk: Desk) -> None:
    class Wrong(QWidget):
        def paintEvent(self, _event: object) -> None:
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme.tokens.color("bubble_own"))
            painter.setPen(theme.tokens.color("bubble_other_meta"))
            painter.drawText(QRectF(self.rect()), 0, "wrong")

    window = desk.open_window()
    wrong = Wrong(window)
    wrong.resize(200, 40)

    assert faults(wrong, paint, theme.tokens) == [
        ("wrong", theme.tokens.bubble_other_meta, theme.tokens.bubble_own)
    ]
