"""The menu of the own avatar: the other profiles of this computer, and the way to one more.

Each is called by the name of its folder until its label is known, if it has one
(docs/decisions/104-labels-in-the-keyring.md).
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.records import ProfileLabel
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.menu_row import MenuRow
from desktop.ui.overlay import Overlay
from desktop.ui.relay_address import short_address
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PADDING = Px(6)
_GAP = Px(8)
_LEAST_WIDTH = Px(240)
_MOST_WIDTH = Px(360)


class AccountMenu(Overlay):
    """Stands beside the avatar that opened it.

    Signals:
        profile_requested(str): Open the profile of this name.
        new_requested(): Add another account.
    """

    profile_requested = Signal(str)
    new_requested = Signal()

    def __init__(
        self, theme: Theme, username: str, others: Sequence[str], avatar: QRect, parent: QWidget
    ) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            username: Who is signed in here.
            others: The names of the other profiles.
            avatar: In the coordinates of `parent`.
            parent: The window to cover.
        """
        super().__init__(theme, has_scrim=False, parent=parent)
        self._avatar = avatar
        self.rows: list[MenuRow] = []
        self._profiles: dict[str, MenuRow] = {}
        column = QVBoxLayout(self.card)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(0)
        column.addWidget(self._build_head(username))
        line = Surface(theme, "border", parent=self.card)
        line.setFixedHeight(1)
        column.addWidget(line)
        column.addSpacing(px(6))
        for name in others:
            row = MenuRow(theme, "user-round", name, is_tall=True, parent=self.card)
            row.setAccessibleName(self.tr("Open the profile {name}").format(name=name))
            row.clicked.connect(lambda _=False, name=name: self._on_profile(name))
            self._profiles[name] = row
            self.rows.append(row)
        add = MenuRow(theme, "user-round-plus", self.tr("Add another account…"), parent=self.card)
        add.clicked.connect(self._on_new)
        self.rows.append(add)
        for row in self.rows:
            column.addWidget(row)

    def show_labels(self, labels: Mapping[str, ProfileLabel]) -> None:
        """Call profiles by username and server.

        Args:
            labels: By the name of the profile; the others stay as they are.
        """
        for name, row in self._profiles.items():
            label = labels.get(name)
            if label is None:
                continue
            username, server = label.username, short_address(label.relay_address)
            row.show_lines(username, server)
            row.setAccessibleName(
                self.tr("Open the account {name} on {server}").format(name=username, server=server)
            )
        self.place_card()

    def _build_head(self, username: str) -> QWidget:
        head = QWidget(self.card)
        column = QVBoxLayout(head)
        set_margins(column, self, start=px(12), top=px(8), end=px(12), bottom=px(12))
        column.setSpacing(0)
        words = (
            (TypeStyle.LIST_NAME_UNREAD, username, "text"),
            (TypeStyle.CAPTION, self.tr("Signed in here"), "secondary"),
        )
        for style, text, role in words:
            column.addWidget(TextLabel(self._theme, style, text=text, role=role, parent=head))
        return head

    def _on_profile(self, name: str) -> None:
        self.close_overlay()
        self.profile_requested.emit(name)

    def _on_new(self) -> None:
        self.close_overlay()
        self.new_requested.emit()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the menu with the first entry chosen."""
        super().open()
        self.rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def place_card(self) -> None:
        """Stand beside the avatar, its foot at the avatar's, inside the window."""
        size = self.card.sizeHint().expandedTo(QSize(_LEAST_WIDTH, 0))
        size.setWidth(min(size.width(), _MOST_WIDTH))
        left = self._avatar.right() + _GAP
        if self.isRightToLeft():
            left = self._avatar.left() - _GAP - size.width()
        top = max(px(8), self._avatar.bottom() - size.height())
        self.card.setGeometry(left, top, size.width(), size.height())
        self.update()
