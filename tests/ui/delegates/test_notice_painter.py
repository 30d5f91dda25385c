"""Notices stand in the middle between the bubbles."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop import resources
from desktop.core.records import MessageKind
from desktop.ui.delegates.notice_painter import (
    _ICONS,
    LINE_HEIGHT,
    action_text,
    measure_notice,
    paint_notice,
)
from desktop.ui.message_text import NOTICES
from desktop.ui.models.message_list_model import MessageListModel, ShownMessage
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

LINE = QRectF(0, 40, 800, LINE_HEIGHT)


def shown(kind: MessageKind, *, sender: str = "bob") -> ShownMessage:
    messenger = FakeMessenger()
    contact = messenger.add_contact("bob")
    record = messenger.add_message(contact, "", kind=kind, count=2)
    model = MessageListModel(lambda: NOON_MS)
    model.open(contact, sender, [record])
    return model.shown(0)


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind in NOTICES])
def test_every_notice_has_icon_and_words(theme: Theme, kind: MessageKind) -> None:
    notice = shown(kind)
    places = measure_notice(notice, LINE, margin=24, is_mirrored=False)
    image = QImage(800, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_notice(painter, theme, notice, places)
    painter.end()
    blank = QImage(800, 100, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)

    assert _ICONS[kind] in resources.icon_names()
    assert places.text == notice.notice
    assert abs(places.whole.center().x() - LINE.center().x()) < 1
    assert image != blank


def test_only_a_first_message_can_be_asked_for_again(qapp: QApplication) -> None:
    asked = [kind for kind in MessageKind if action_text(kind)]

    assert asked == [MessageKind.FIRST_FAILED]
    places = measure_notice(shown(MessageKind.FIRST_FAILED), LINE, margin=24, is_mirrored=False)
    assert places.action.left() > places.words.right()
    assert places.whole.contains(places.action)


@pytest.mark.usefixtures("qapp")
def test_notice_is_mirrored() -> None:
    places = measure_notice(shown(MessageKind.FIRST_FAILED), LINE, margin=24, is_mirrored=True)

    assert places.icon.left() > places.words.left() > places.action.left()


@pytest.mark.usefixtures("qapp")
def test_long_name_is_elided_and_the_action_stays() -> None:
    notice = shown(MessageKind.FIRST_FAILED, sender="Bartholomew " * 20)

    places = measure_notice(notice, LINE, margin=24, is_mirrored=False)

    assert places.text.endswith("…")
    assert LINE.adjusted(24, 0, -24, 0).adjusted(-1, 0, 1, 0).contains(places.whole)
