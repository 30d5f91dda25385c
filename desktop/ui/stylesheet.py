"""The one stylesheet: scroll bars, menus and tooltips; everything else paints itself."""

from desktop.ui.measures import px
from desktop.ui.tokens import RADIUS_CARD, RADIUS_CONTROL, Tokens
from desktop.ui.typography import FAMILY

_TEMPLATE = """
QScrollBar:vertical {{ width: 8px; background: transparent; margin: 0; border: none; }}
QScrollBar:horizontal {{ height: 8px; background: transparent; margin: 0; border: none; }}
QScrollBar::handle {{ background: {outline}; border-radius: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; margin: 2px 2px 2px 2px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; margin: 2px 2px 2px 2px; }}
QScrollBar::handle:hover {{ background: {secondary}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QLineEdit {{ background: transparent; lineedit-password-character: 8226; }}
QMenu {{
    background: {raised}; color: {text}; border: 1px solid {border};
    border-radius: {card}px; padding: 6px; font: {body}px "{family}";
}}
QMenu::item {{ height: {row}px; padding: 0 {end}px 0 {start}px; border-radius: {control}px; }}
QMenu::item:selected {{ background: {hover}; }}
QToolTip {{
    background: {raised}; color: {text}; border: 1px solid {border};
    padding: 4px 8px; font: {caption}px "{family}";
}}
QSplitter::handle {{ background: {border}; }}
"""


def build_stylesheet(tokens: Tokens) -> str:
    """Compose the stylesheet of one look."""
    return _TEMPLATE.format(
        outline=tokens.outline,
        secondary=tokens.secondary,
        raised=tokens.raised,
        text=tokens.text,
        border=tokens.border,
        hover=tokens.hover,
        body=px(13),
        caption=px(12),
        row=px(36),
        start=px(12),
        end=px(16),
        card=RADIUS_CARD,
        control=RADIUS_CONTROL,
        family=FAMILY,
    )
