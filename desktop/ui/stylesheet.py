"""The one stylesheet: scroll bars, menus and tooltips; everything else paints itself.

It is set once. Another look is another palette, from which it takes every colour: a new stylesheet
would make Qt look at every widget of the application anew, which a person sees as a pause.
"""

from typing import Final

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QScrollBar, QSplitter

_Role = QPalette.ColorRole

SHEET_ROLES: Final = {
    _Role.Mid: "outline",
    _Role.Dark: "secondary",
    _Role.Midlight: "border",
    _Role.Light: "hover",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
}
"""The colours of the stylesheet, by the roles that carry them there."""

STYLESHEET: Final = """
QScrollBar:vertical { width: 8px; background: transparent; margin: 0; border: none; }
QScrollBar:horizontal { height: 8px; background: transparent; margin: 0; border: none; }
QScrollBar::handle { background: palette(mid); border-radius: 2px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 2px 2px 2px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 2px 2px 2px 2px; }
QScrollBar::handle:hover { background: palette(dark); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLineEdit { background: transparent; lineedit-password-character: 8226; }
QMenu {
    background: palette(button); color: palette(button-text);
    border: 1px solid palette(midlight); border-radius: 12px; padding: 6px;
}
QMenu::item { padding: 10px 16px 10px 12px; border-radius: 8px; }
QMenu::item:selected { background: palette(light); }
QToolTip {
    background: palette(button); color: palette(button-text);
    border: 1px solid palette(midlight); padding: 4px 8px;
}
QSplitter::handle { background: palette(midlight); }
"""


def follow_palette(app: QApplication) -> None:
    """Let what Qt keeps the colours of take those of another palette; what comes later does."""
    for widget in app.allWidgets():
        if isinstance(widget, QScrollBar | QSplitter):
            style = widget.style()
            style.unpolish(widget)
            style.polish(widget)
