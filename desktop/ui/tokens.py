"""Colours of the two looks and every measure that more than one widget uses."""

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor

from desktop.ui.measures import Px


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """The colours of one look, each named by its role, as ``#RRGGBB`` or ``#AARRGGBB``.

    A ``..._ground`` is painted below the text of the same name.
    """

    is_dark: bool
    window: str
    list: str
    rail: str
    text: str
    secondary: str
    accent: str
    on_accent: str
    selected: str
    bubble_own: str
    bubble_own_meta: str
    bubble_other: str
    bubble_other_meta: str
    link: str
    outline: str
    border: str
    warning: str
    warning_ground: str
    hover: str
    raised: str
    tile: str
    presence: str
    good: str
    good_ground: str
    danger: str
    danger_ground: str
    muted: str
    on_muted: str
    search_hit: str
    search_current: str
    search_current_text: str
    scrim: str
    shadow: str

    def color(self, role: str) -> QColor:
        """Return the colour of a role by its field name."""
        value: str = getattr(self, role)
        return QColor(value)

    def by_name(self) -> dict[str, str]:
        """Return every colour by its role with dashes, as the pictures in resources name it."""
        return {
            field.name.replace("_", "-"): str(getattr(self, field.name))
            for field in fields(self)
            if field.name != "is_dark"
        }


LIGHT = Tokens(
    is_dark=False,
    window="#FFFFFF",
    list="#F5F6F8",
    rail="#ECEEF2",
    text="#14181F",
    secondary="#545C69",
    accent="#2456C7",
    on_accent="#FFFFFF",
    selected="#DCE6FB",
    bubble_own="#DBE6FF",
    bubble_own_meta="#44516B",
    bubble_other="#EEF0F4",
    bubble_other_meta="#545C69",
    link="#1B4FC0",
    outline="#858E9C",
    border="#D9DDE3",
    warning="#6B4300",
    warning_ground="#FFF1D6",
    hover="#E9ECF1",
    raised="#FFFFFF",
    tile="#E4E7EC",
    presence="#2A8F4F",
    good="#14612F",
    good_ground="#E2F4E8",
    danger="#8C1D18",
    danger_ground="#FDE8E6",
    muted="#6A7280",
    on_muted="#FFFFFF",
    search_hit="#FFE29A",
    search_current="#F2B233",
    search_current_text="#14181F",
    scrim="#6B101317",
    shadow="#2E101317",
)

DARK = Tokens(
    is_dark=True,
    window="#14171C",
    list="#1A1E25",
    rail="#101317",
    text="#E8EBF0",
    secondary="#A3ACBA",
    accent="#8FB1FF",
    on_accent="#0B1A3A",
    selected="#26344F",
    bubble_own="#23407F",
    bubble_own_meta="#C3D0EC",
    bubble_other="#262C36",
    bubble_other_meta="#A8B1BF",
    link="#9DBBFF",
    outline="#69727F",
    border="#323945",
    warning="#FFD68A",
    warning_ground="#3A2C0E",
    hover="#2B323D",
    raised="#20262F",
    tile="#2A313B",
    presence="#58C686",
    good="#86E0A8",
    good_ground="#12301E",
    danger="#FFB4AC",
    danger_ground="#43191A",
    muted="#8A94A3",
    on_muted="#14171C",
    search_hit="#6B5312",
    search_current="#FFD68A",
    search_current_text="#14181F",
    scrim="#94000000",
    shadow="#80000000",
)

TEXT_USES = {
    "window": ("text", "secondary", "accent", "link", "good", "danger", "warning"),
    "list": ("text", "secondary", "accent", "good", "danger", "warning"),
    "rail": ("text", "secondary", "accent"),
    "raised": ("text", "secondary", "accent", "link", "good", "danger", "warning"),
    "hover": ("text", "secondary", "accent", "good", "danger", "warning"),
    "selected": ("text", "secondary", "accent", "good", "danger", "warning"),
    "tile": ("text", "secondary", "accent"),
    "accent": ("on_accent",),
    "muted": ("on_muted",),
    "bubble_own": ("text", "bubble_own_meta", "link", "danger"),
    "bubble_other": ("text", "bubble_other_meta", "link", "danger"),
    "warning_ground": ("warning",),
    "good_ground": ("good",),
    "danger_ground": ("danger",),
    "warning": ("warning_ground", "raised"),
    "good": ("good_ground", "raised"),
    "danger": ("danger_ground", "raised"),
    "search_hit": ("text",),
    "search_current": ("search_current_text",),
}
"""Which text may stand on which ground; tests compute the contrast of each pair, at least 4.5, and
look for texts that are painted on another ground."""

OUTLINE_USES = {
    "window": ("outline", "presence", "accent"),
    "list": ("outline", "presence", "accent"),
    "raised": ("outline", "presence", "accent"),
}
"""Which outline of a control or sign may stand on which ground; at least 3."""

AVATAR_GROUNDS = (
    "#B3261E",
    "#B0430B",
    "#8F5B00",
    "#5E6B00",
    "#2E7434",
    "#00705C",
    "#00708A",
    "#1F66B5",
    "#4A57C9",
    "#7B46C2",
    "#A2379B",
    "#B02A63",
)
"""Grounds of the avatars; white has at least 5.7 on each."""

AVATAR_TEXT = "#FFFFFF"

# Measures in px at 100 %.
RADIUS_CONTROL = Px(8)
RADIUS_CARD = Px(12)
RADIUS_BUBBLE = Px(14)
RADIUS_BUBBLE_INNER = Px(6)
FOCUS_RING = 2

RAIL_WIDTH = Px(56)
LIST_WIDTH = Px(320)
LIST_WIDTH_MIN = Px(260)
LIST_WIDTH_MAX = Px(420)
CONVERSATION_WIDTH_MIN = Px(480)
HEAD_HEIGHT = Px(64)
PANE_MARGIN = Px(24)
PANE_MARGIN_NARROW = Px(16)
DETAILS_WIDTH = Px(320)
DETAILS_COLUMN_FROM = Px(1180)
"""From this window width the details have a column of their own."""
NARROW_WIDTH = Px(760)
"""Below this window width one pane is shown at a time."""

DEFAULT_WINDOW = (1180, 740)
MINIMUM_WINDOW = (480, 480)
