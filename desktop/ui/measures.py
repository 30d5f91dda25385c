"""Measures of the window: written in px at 100 %, read in px at the zoom in force.

A measure with a name is a `Px`, one without goes through `px`: `row.setSpacing(px(8))`. What a
widget was given once is brought along by `desktop.ui.zoom` when the zoom changes; what is computed
at each paint or layout follows by itself.
"""

import operator
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize


class _Zoom:
    """The zoom in force; `desktop.ui.zoom` alone changes it."""

    percent = 100


def zoom_percent() -> int:
    """Return the zoom in force."""
    return _Zoom.percent


def set_zoom_percent(percent: int) -> None:
    """Read every measure at this zoom from now on."""
    _Zoom.percent = percent


def scale_px(length: float, percent: float) -> int:
    """Return a length at a zoom: whole px, and never nothing of something."""
    if not length:
        return 0
    scaled = max(1, round(abs(length) * percent / 100))
    return scaled if length > 0 else -scaled


if TYPE_CHECKING:

    def Px(length: float) -> int:
        """Name a measure; `length` is in px at 100 %."""
        return int(length)

    def px(length: float) -> int:
        """Return a measure at the zoom in force; `length` is in px at 100 %, or a `Px`."""
        return int(length)

else:

    class Px:
        """A named measure that is always read at the zoom in force."""

        __slots__ = ("_at_percent", "_length", "_value")

        def __init__(self, length):
            self._length = length
            self._at_percent = 0
            self._value = 0

        def __index__(self):
            # Painting one message reads some thirty measures.
            if self._at_percent != _Zoom.percent:
                self._at_percent = _Zoom.percent
                self._value = scale_px(self._length, _Zoom.percent)
            return self._value

        __int__ = __index__

        def __float__(self):
            return float(self.__index__())

        def __bool__(self):
            return bool(self._length)

        def __hash__(self):
            return hash(self.__index__())

        def __repr__(self):
            return repr(self.__index__())

        def __format__(self, spec):
            return format(self.__index__(), spec)

        def __neg__(self):
            return -self.__index__()

        def __abs__(self):
            return abs(self.__index__())

        def __round__(self, *digits):
            return round(self.__index__(), *digits)

    def _define(name):
        work = getattr(operator, name)
        # What stands on the other side may be a `Px` too: Python then asks it in turn.
        setattr(Px, f"__{name}__", lambda self, other: work(self.__index__(), other))
        if name in _ARITHMETIC:
            setattr(Px, f"__r{name}__", lambda self, other: work(other, self.__index__()))

    _ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod")
    for _name in (*_ARITHMETIC, "eq", "ne", "lt", "le", "gt", "ge"):
        _define(_name)

    def px(length):
        """Return a measure at the zoom in force; `length` is in px at 100 %, or a `Px`."""
        return length.__index__() if isinstance(length, Px) else scale_px(length, _Zoom.percent)


class PxSize:
    """A named size that is always read at the zoom in force."""

    def __init__(self, width: float, height: float) -> None:
        """Name a size, in px at 100 %."""
        self._width, self._height = width, height

    def width(self) -> int:
        """Return the width at the zoom in force."""
        return px(self._width)

    def height(self) -> int:
        """Return the height at the zoom in force."""
        return px(self._height)

    def size(self) -> QSize:
        """Return both."""
        return QSize(self.width(), self.height())
