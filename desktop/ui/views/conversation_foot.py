"""The foot of a conversation: the composer, or what stands in its place."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactId, ContactRecord, Relation
from desktop.ui.contact_text import contact_name
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile
from desktop.ui.theme import Theme
from desktop.ui.tokens import PANE_MARGIN, PANE_MARGIN_NARROW
from desktop.ui.trust_text import PAUSED, pause_text
from desktop.ui.typography import TypeStyle
from desktop.ui.views.composer import Composer
from desktop.ui.views.held_bar import HeldBar
from desktop.ui.views.notice import Notice, NoticeKind
from desktop.ui.views.quiet_line import QuietLine
from desktop.ui.views.request_bar import RequestBar
from protocol.messages import PresenceRule

_ABOVE = Px(8)
_BELOW = Px(16)
_ICON = Px(14)


class _WaitingLine(QWidget):
    """Says that the other person has not accepted yet."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = TextLabel(theme, TypeStyle.CAPTION, role="secondary", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(4), 0, px(12))
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(IconTile(theme, "clock", size=_ICON, icon_size=_ICON, radius=0, parent=self))
        row.addWidget(self.words)
        row.addStretch(1)


class ConversationFoot(QWidget):
    """Shows what can be done at the foot of a conversation.

    Attributes:
        composer: Where messages are written.

    Signals:
        accept_requested(), delete_requested(), block_requested(): What to do with a request.
        unblock_requested(): Listen to them again.
        ask_requested(): Ask their app whether it still takes messages.
    """

    accept_requested = Signal()
    delete_requested = Signal()
    block_requested = Signal()
    unblock_requested = Signal()
    ask_requested = Signal()

    def __init__(
        self, theme: Theme, now_ms: Callable[[], int], parent: QWidget | None = None
    ) -> None:
        """Begin with an empty composer; `now_ms` is the clock, Unix milliseconds."""
        super().__init__(parent)
        self._contact: ContactRecord | None = None
        self._rule = PresenceRule.EVERYBODY
        self._waiting = 0
        self._refused: set[ContactId] = set()
        self.composer = Composer(theme, self)
        self.request = RequestBar(theme, self)
        self.paused = QuietLine(theme, "pause", parent=self)
        self.blocked = QuietLine(theme, "ban", action=self.tr("Unblock"), parent=self)
        self.refusal = Notice(theme, NoticeKind.WARNING, parent=self)
        self.waiting = _WaitingLine(theme, self)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self.waiting)
        self._column.addWidget(self.refusal)
        self._gap = QWidget(self)
        self._gap.setFixedHeight(_ABOVE)
        self._column.addWidget(self._gap)
        self._column.addWidget(self.composer)
        self._column.addWidget(self.paused)
        self._column.addWidget(self.blocked)
        self.held = HeldBar(theme, now_ms, self)
        self._holder = QWidget(self)
        self._holder.setLayout(self._column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.held)
        outer.addWidget(self._holder)
        outer.addWidget(self.request)
        self.set_narrow(is_narrow=False)
        self.request.accept_requested.connect(self.accept_requested)
        self.request.delete_requested.connect(self.delete_requested)
        self.request.block_requested.connect(self.block_requested)
        self.blocked.action_requested.connect(self.unblock_requested)
        self.held.ask_requested.connect(self.ask_requested)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Use the smaller margins."""
        margin = PANE_MARGIN_NARROW if is_narrow else PANE_MARGIN
        self._column.setContentsMargins(margin, _ABOVE, margin, _BELOW)
        self.request.set_narrow(is_narrow=is_narrow)

    def set_presence_rule(self, rule: PresenceRule) -> None:
        """Promise only what holds while presence is told by this rule."""
        self._rule = rule
        self._show()

    def set_waiting_count(self, count: int) -> None:
        """Say how many own messages wait in the conversation."""
        self._waiting = count
        self._show()

    def show_contact(self, contact: ContactRecord) -> None:
        """Show what can be done with this contact."""
        self._contact = contact
        if contact.relation is not Relation.ASKED:
            self._refused.discard(contact.id)
        self._show()

    def show_not_accepted(self, contact: ContactId) -> None:
        """Say that the text in the composer has to wait until the other person accepts."""
        self._refused.add(contact)
        self._show()

    def write(self) -> None:
        """Put the cursor into the composer, if there is one."""
        if not self.composer.isHidden():
            self.composer.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        contact = self._contact
        if contact is None:
            return
        name, relation = contact_name(contact), contact.relation
        is_request = relation is Relation.REQUEST
        is_blocked = relation is Relation.BLOCKED
        has_changed = contact.trust in PAUSED
        is_paused = has_changed and not is_request and not is_blocked
        is_open = not is_request and not is_blocked and not is_paused
        is_asked = is_open and relation is Relation.ASKED
        is_refused = is_asked and contact.id in self._refused
        self._holder.setVisible(not is_request)
        self.request.setVisible(is_request)
        self.request.show_person(name, self._rule)
        self.composer.setVisible(is_open)
        self.held.show_contact(contact if is_open else None)
        self.paused.setVisible(is_paused)
        self.paused.tell(pause_text(contact.trust, self._waiting))
        self.blocked.setVisible(is_blocked)
        self.blocked.tell(
            self.tr("You blocked {name}. You get nothing from them.").format(name=name)
        )
        self.waiting.setVisible(is_asked and contact.was_written_to)
        words = self.tr("Waiting for {name} to accept").format(name=name)
        self.waiting.words.setText(words)
        self.waiting.words.setAccessibleName(words)
        self.refusal.tell(
            NoticeKind.WARNING,
            self.tr(
                "Three messages wait for {name} to accept. You can send more after that; until "
                "then your text stays here."
            ).format(name=name)
            if is_refused
            else "",
        )
        self._gap.setVisible(is_refused)
