"""Each state of an own message has a sign of its own."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.core.records import DeliveryState
from desktop.ui.delivery_signs import SIGN_SIZE, draw_delivery_sign


def draw(state: DeliveryState) -> QImage:
    image = QImage(SIGN_SIZE.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_delivery_sign(painter, QPointF(0, 0), state, "#44516B")
    painter.end()
    return image


def ink(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.usefixtures("qapp")
def test_signs_differ_and_received_has_none() -> None:
    images = {state: draw(state) for state in DeliveryState}

    assert ink(images.pop(DeliveryState.RECEIVED)) == 0
    drawn = list(images.values())
    assert all(ink(image) > 10 for image in drawn)
    assert all(one != other for one in drawn for other in drawn if one is not other)


def test_two_ticks_have_more_ink_than_one(qapp: QApplication) -> None:
    assert ink(draw(DeliveryState.DELIVERED)) > 1.4 * ink(draw(DeliveryState.SENT))
