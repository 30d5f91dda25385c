"""Who writes in a request, above the messages: avatar, name, and what is known of the person."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactRecord
from desktop.ui.avatar import draw_avatar, pick_ground
from desktop.ui.contact_text import avatar_name, contact_name
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

HEIGHT = Px(252)
_AVATAR = Px(80)
_TOP = Px(24)
_WIDTH = Px(400)
_MARGIN = Px(16)
_CENTER = Qt.AlignmentFlag.AlignHCenter


class RequestIntro(QWidget):
    """Introduces a stranger."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without person."""
        super().__init__(parent)
        self._theme = theme
        self._contact: ContactRecord | None = None
        self._name = TextLabel(theme, TypeStyle.TITLE, alignment=_CENTER, parent=self)
        self._handle = TextLabel(
            theme, TypeStyle.BODY, role="secondary", alignment=_CENTER, parent=self
        )
        self._words = TextLabel(
            theme, TypeStyle.BODY, role="secondary", wraps=True, alignment=_CENTER, parent=self
        )
        self._words.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _TOP + _AVATAR + px(16), _MARGIN, 0)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addSpacing(px(2))
        column.addWidget(self._handle)
        column.addSpacing(px(12))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._words, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self.update)

    def show_contact(self, contact: ContactRecord) -> None:
        """Introduce this contact."""
        self._contact = contact
        self._name.setText(contact_name(contact))
        self._name.setAccessibleName(
            self.tr("Request from {name}").format(name=contact_name(contact))
        )
        if contact.was_written_to:
            text = self.tr("You have written to this person before.")
        else:
            text = self.tr("You have not written with this person before.")
        if contact.is_name_confirmed:
            self._handle.setText(f"@{contact.username}")
            text += " " + self.tr("The name is what they call themselves.")
        else:
            text += " " + self.tr("Their name is shown once the server has confirmed it.")
        self._handle.setVisible(contact.is_name_confirmed)
        self._words.setText(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the avatar."""
        if self._contact is None:
            return
        painter = QPainter(self)
        draw_avatar(
            painter,
            QRectF((self.width() - _AVATAR) / 2, _TOP, _AVATAR, _AVATAR),
            ground=pick_ground(self._contact.account),
            name=avatar_name(self._contact),
            icons=self._theme.icons,
        )
