"""The head of a conversation: Back when narrow, avatar, name, presence, trust, menu."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactRecord, Relation
from desktop.ui.avatar import draw_avatar, draw_presence_dot, pick_ground
from desktop.ui.buttons import IconButton
from desktop.ui.contact_text import avatar_name, contact_name, presence_words
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import HEAD_HEIGHT, PANE_MARGIN
from desktop.ui.typography import TypeStyle
from desktop.ui.views.trust_badge import TrustBadge
from protocol.messages import PresenceState

_AVATAR = Px(40)
_DOT = Px(3)


class _Dot(QWidget):
    """A small dot between presence and trust."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(_DOT, _DOT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.color("secondary"))
        painter.drawEllipse(self.rect())


class ContactAvatar(QWidget):
    """A contact's avatar with the dot of presence."""

    def __init__(self, theme: Theme, ground: str, parent: QWidget | None = None) -> None:
        """Begin without contact; `ground` is the colour role below the avatar."""
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self._contact: ContactRecord | None = None
        self._presence = PresenceState.UNKNOWN
        self.setFixedSize(QSize(_AVATAR + 2, _AVATAR + 2))
        theme.changed.connect(self.update)

    def show_contact(self, contact: ContactRecord, presence: PresenceState) -> None:
        """Show this contact."""
        self._contact, self._presence = contact, presence
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the avatar."""
        contact, tokens = self._contact, self._theme.tokens
        if contact is None:
            return
        painter = QPainter(self)
        box = QRectF(1, 1, _AVATAR, _AVATAR)
        draw_avatar(
            painter,
            box,
            ground=pick_ground(contact.account),
            name=avatar_name(contact),
            icons=self._theme.icons,
        )
        if self._presence is PresenceState.ONLINE:
            draw_presence_dot(
                painter,
                box,
                color=tokens.presence,
                ground=getattr(tokens, self._ground),
                is_right_to_left=self.isRightToLeft(),
            )


class ConversationHeader(Surface):
    """Says whose conversation is open.

    Signals:
        back_requested(): Back to the list, when one pane is shown at a time.
        verify_requested(): The person wants to compare the numbers.
        search_requested(): The person wants to find something in this chat, or is done with it.
        details_requested(): The person wants to see, or no more to see, the details.
        menu_requested(): The person wants to see what else can be done.
    """

    back_requested = Signal()
    verify_requested = Signal()
    search_requested = Signal()
    details_requested = Signal()
    menu_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without contact."""
        super().__init__(theme, "window", has_line_below=True, parent=parent)
        self._back = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        self._back.clicked.connect(self.back_requested)
        self._back.hide()
        self._avatar = ContactAvatar(theme, "window", self)
        self._name = TextLabel(theme, TypeStyle.CARD_NAME, parent=self)
        self._presence = TextLabel(theme, TypeStyle.CAPTION, role="secondary", parent=self)
        self.trust = TrustBadge(theme, self)
        self.trust.clicked.connect(self.verify_requested)
        self.search = IconButton(
            theme, "search", self.tr("Search in this chat"), shortcut="Ctrl+F", parent=self
        )
        self.search.clicked.connect(self.search_requested)
        self.menu = IconButton(theme, "ellipsis-vertical", self.tr("More"), parent=self)
        self.menu.clicked.connect(self.menu_requested)
        self.details = IconButton(theme, "panel-right", self.tr("Details"), parent=self)
        self.details.clicked.connect(self.details_requested)
        self._is_typing = False
        self._words = ""
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(3))
        line.addWidget(self._build_state(theme))
        line.addWidget(self.trust)
        line.addStretch(1)
        self._lines = words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addLayout(line)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(px(11))
        self._row.addWidget(self._back)
        self._row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(4))
        buttons.addWidget(self.search)
        buttons.addWidget(self.details)
        buttons.addWidget(self.menu)
        self._row.addLayout(buttons)
        self.setFixedHeight(HEAD_HEIGHT)
        self.set_narrow(is_narrow=False)

    def _build_state(self, theme: Theme) -> QWidget:
        """Build what is said of the person, with the dot behind it."""
        self._state = QWidget(self)
        row = QHBoxLayout(self._state)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self._presence)
        row.addWidget(_Dot(theme, self._state), 0, Qt.AlignmentFlag.AlignVCenter)
        return self._state

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show or hide Back."""
        self._back.setVisible(is_narrow)
        start = px(4) if is_narrow else PANE_MARGIN - 1
        # Back stands close to the avatar, the words do not.
        self._row.setSpacing(px(3) if is_narrow else px(11))
        set_margins(self._lines, self, start=px(8) if is_narrow else 0, top=0, end=0, bottom=0)
        set_margins(self._row, self, start=start, top=0, end=px(16), bottom=0)

    def show_contact(self, contact: ContactRecord, presence: PresenceState) -> None:
        """Show this contact."""
        name, words = contact_name(contact), presence_words(presence)
        is_request = contact.relation is Relation.REQUEST
        # Nothing is known of the presence of somebody who only asks.
        if is_request and contact.is_name_confirmed:
            words = f"@{contact.username}"
        self.trust.show_trust(contact.trust)
        self.menu.setVisible(not is_request)
        self.details.setVisible(not is_request)
        self._avatar.show_contact(contact, presence)
        self._name.setText(name)
        self._name.setAccessibleName(self.tr("Conversation with {name}").format(name=name))
        self._words = words
        self._show_words()

    def show_details_open(self, *, is_open: bool) -> None:
        """Mark the button of the details while they are shown."""
        if is_open:
            self.details.set_colors("accent", "selected")
        else:
            self.details.set_colors("secondary")
        self.details.set_name(self.tr("Close details") if is_open else self.tr("Details"))

    def show_search(self, *, is_open: bool) -> None:
        """Show whether the search bar is open."""
        if is_open:
            self.search.set_colors("accent", "selected")
        else:
            self.search.set_colors("secondary")

    def show_typing(self, *, is_typing: bool) -> None:
        """Say that the person types, in place of the presence."""
        self._is_typing = is_typing
        self._show_words()

    def _show_words(self) -> None:
        words = self.tr("typing…") if self._is_typing else self._words
        self._presence.set_role("accent" if self._is_typing else "secondary")
        self._state.setVisible(bool(words))
        self._presence.setText(words)
        self._presence.setAccessibleName(self.tr("Presence: {words}").format(words=words))
