"""Brings windows that exist along when the zoom changes: sizes, margins and fonts they were given.

A widget is given sizes by its constructor and by whoever lays it out, in px at the zoom of that
moment. Here each is scaled from what it was at 100 %, which is remembered, so that there and back
again changes nothing. What a widget computes at each paint or layout needs none of this.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QLayout, QSpacerItem, QWidget, QWidgetItem
from shiboken6 import invalidate

from desktop.ui.measures import scale_px

_REMEMBERED = "_measures_at_100"
_REMEMBERED_FONT = "_font_at_100"
_UNLIMITED = (1 << 24) - 1
"""What Qt calls QWIDGETSIZE_MAX: no greatest size."""


def rescale_windows(windows: Iterable[QWidget], before: float, after: float) -> None:
    """Scale everything inside these windows; the windows themselves keep their size.

    Args:
        windows: Top-level widgets.
        before: The zoom in percent at which they were given their sizes.
        after: The zoom that is in force now.
    """
    for window in windows:
        if window.layout() is not None:
            _rescale_layouts(window, before, after)
        for widget in window.findChildren(QWidget):
            _rescale_widget(widget, before, after)
            _rescale_layouts(widget, before, after)
            widget.updateGeometry()
            if isinstance(widget, QAbstractItemView):
                widget.scheduleDelayedItemsLayout()


def _rescale_widget(widget: QWidget, before: float, after: float) -> None:
    least, most = widget.minimumSize(), widget.maximumSize()
    current = [least.width(), least.height(), most.width(), most.height()]
    width, height, most_width, most_height = _rescale(widget, current, before, after)
    if [width, height, most_width, most_height] != current:
        # The greatest size twice: Qt lets neither pass the other.
        widget.setMaximumSize(most_width, most_height)
        widget.setMinimumSize(width, height)
        widget.setMaximumSize(most_width, most_height)
    # A font that is not its own comes along with that of its parent.
    if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
        _rescale_font(widget, before, after)


def _rescale_font(widget: QWidget, before: float, after: float) -> None:
    font = widget.font()
    kept = widget.property(_REMEMBERED_FONT)
    # Always from the first size: a new stylesheet of the application gives back older fonts.
    exact = kept if isinstance(kept, float) else font.pixelSize() * 100 / before
    widget.setProperty(_REMEMBERED_FONT, exact)
    size = scale_px(exact, after)
    if size > 0 and size != font.pixelSize():
        font.setPixelSize(size)
        widget.setFont(font)


def _rescale_layouts(widget: QWidget, before: float, after: float) -> None:
    for layout in widget.findChildren(QLayout):
        if layout.parentWidget() is widget:
            _rescale_layout(layout, before, after)


def _rescale_layout(layout: QLayout, before: float, after: float) -> None:
    margins = layout.contentsMargins()
    items = [layout.itemAt(place) for place in range(layout.count())]
    spacers = [item for item in items if isinstance(item, QSpacerItem)]
    current = [margins.left(), margins.top(), margins.right(), margins.bottom(), layout.spacing()]
    for spacer in spacers:
        current += [spacer.sizeHint().width(), spacer.sizeHint().height()]
    left, top, right, bottom, spacing, *sizes = _rescale(layout, current, before, after)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(spacing)
    for place, spacer in enumerate(spacers):
        policy = spacer.sizePolicy()
        spacer.changeSize(
            sizes[2 * place],
            sizes[2 * place + 1],
            policy.horizontalPolicy(),
            policy.verticalPolicy(),
        )
    layout.invalidate()
    for item in items:
        # The layout would keep what stands for the item in Python, also once Qt has deleted the
        # item: whatever Qt puts at its address next would then be taken for it.
        if isinstance(item, QWidgetItem | QSpacerItem):
            invalidate(item)


def _rescale(owner: QObject, current: list[int], before: float, after: float) -> list[int]:
    """Return lengths at the zoom in force, and remember what they are at 100 %."""
    kept = owner.property(_REMEMBERED)
    exact = kept if isinstance(kept, list) and len(kept) == len(current) else [0.0] * len(current)
    exact = [
        # What was set otherwise since then counts from what it is now.
        length if scale_px(length, before) == value else value * 100 / before
        for length, value in zip(exact, current, strict=True)
    ]
    owner.setProperty(_REMEMBERED, exact)
    return [
        value if value <= 0 or value >= _UNLIMITED else scale_px(length, after)
        for length, value in zip(exact, current, strict=True)
    ]
