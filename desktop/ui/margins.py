"""Margins that follow the direction of the text; Qt's own are always left and right."""

from PySide6.QtWidgets import QLayout, QWidget


def set_margins(
    layout: QLayout, owner: QWidget, *, start: int, top: int, end: int, bottom: int
) -> None:
    """Set a layout's margins by start and end in the direction of `owner`."""
    left, right = (end, start) if owner.isRightToLeft() else (start, end)
    layout.setContentsMargins(left, top, right, bottom)
