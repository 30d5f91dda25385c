"""The settings about what others see: presence, receipts, typing, and who is blocked."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactRecord, Privacy
from desktop.ui.buttons import Button
from desktop.ui.choices import Radio, Toggle
from desktop.ui.contact_text import contact_name
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.notice import Notice, NoticeKind
from protocol.messages import PresenceRule

_ROW = 56


class SettingRow(QWidget):
    """One choice: its words at the start, its control at the end."""

    def __init__(
        self, theme: Theme, title: str, words: str, control: QWidget, parent: QWidget
    ) -> None:
        """Show a choice; `words` says in a line what it means, or nothing."""
        super().__init__(parent)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(TextLabel(theme, TypeStyle.BODY_MEDIUM, text=title, parent=self))
        if words:
            texts.addWidget(
                TextLabel(
                    theme,
                    TypeStyle.CAPTION,
                    text=words,
                    role="secondary",
                    wraps=True,
                    parent=self,
                )
            )
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(texts, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        control.setParent(self)
        self.setMinimumHeight(_ROW)


class PrivacyPage(QWidget):
    """Shows what is in force, and tells every choice at once.

    Signals:
        privacy_chosen(Privacy): The person chose this; `show_privacy` confirms or takes it back.
        unblock_requested(ContactId): Listen to them again.
    """

    privacy_chosen = Signal(object)
    unblock_requested = Signal(object)

    def __init__(
        self,
        theme: Theme,
        privacy: Privacy,
        blocked: list[ContactRecord],
        parent: QWidget | None = None,
    ) -> None:
        """Show these choices and these blocked people."""
        super().__init__(parent)
        self._theme = theme
        self._privacy = privacy
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self._radios = {
            PresenceRule.EVERYBODY: Radio(theme, self.tr("Anyone with my username"), self),
            PresenceRule.CONTACTS: Radio(theme, self.tr("My contacts"), self),
            PresenceRule.NOBODY: Radio(theme, self.tr("Nobody"), self),
        }
        self._group = QButtonGroup(self)
        for rule, radio in self._radios.items():
            self._group.addButton(radio, int(rule))
        self.read_receipts = Toggle(theme, self.tr("Read receipts"), self)
        self.typing = Toggle(theme, self.tr("Typing"), self)
        self.slow_receipts = Toggle(theme, self.tr("Slower delivery ticks"), self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._add_presence()
        self._add_toggles()
        if blocked:
            self._add_blocked(blocked)
        self._column.addSpacing(8)
        self._column.addWidget(self._fault)
        self._column.addStretch(1)
        self.show_privacy(privacy)
        self._group.idToggled.connect(self._on_chosen)
        for toggle in (self.read_receipts, self.typing, self.slow_receipts):
            toggle.toggled.connect(self._on_chosen)

    def _add_heading(self, text: str) -> None:
        self._column.addWidget(
            TextLabel(self._theme, TypeStyle.CAPTION_STRONG, text=text, role="accent", parent=self)
        )
        self._column.addSpacing(8)

    def _add_line(self) -> None:
        line = Surface(self._theme, "border", parent=self)
        line.setFixedHeight(1)
        self._column.addSpacing(8)
        self._column.addWidget(line)
        self._column.addSpacing(16)

    def _add_presence(self) -> None:
        theme = self._theme
        self._add_heading(self.tr("What others see"))
        self._column.addWidget(
            TextLabel(
                theme,
                TypeStyle.BODY_MEDIUM,
                text=self.tr("Who sees that you are online"),
                parent=self,
            )
        )
        self._column.addWidget(
            TextLabel(
                theme,
                TypeStyle.CAPTION,
                text=self.tr(
                    "People who may not see it are told “unknown”. The first choice includes "
                    "those you blocked."
                ),
                role="secondary",
                wraps=True,
                parent=self,
            )
        )
        self._column.addSpacing(4)
        for radio in self._radios.values():
            self._column.addWidget(radio)
        self._column.addSpacing(8)

    def _add_toggles(self) -> None:
        for title, words, toggle in (
            (
                self.tr("Read receipts"),
                self.tr("Works only when both of you turn it on."),
                self.read_receipts,
            ),
            (
                self.tr("Typing"),
                self.tr("Show others when you are writing, and see it yourself."),
                self.typing,
            ),
            (
                self.tr("Slower delivery ticks"),
                self.tr("Waits 5 to 20 seconds, so the moment says less about you."),
                self.slow_receipts,
            ),
        ):
            self._column.addWidget(SettingRow(self._theme, title, words, toggle, self))

    def _add_blocked(self, blocked: list[ContactRecord]) -> None:
        self._add_line()
        self._add_heading(self.tr("Blocked people"))
        for contact in blocked:
            name = contact_name(contact)
            button = Button(self._theme, self.tr("Unblock"), parent=self)
            button.setAccessibleName(self.tr("Unblock {name}").format(name=name))
            row = SettingRow(self._theme, name, "", button, self)
            row.setMinimumHeight(44)
            self._column.addWidget(row)
            button.clicked.connect(lambda _=False, who=contact.id: self._on_unblock(who))
            button.clicked.connect(row.hide)

    def _on_unblock(self, contact: object) -> None:
        self.unblock_requested.emit(contact)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_privacy(self, privacy: Privacy) -> None:
        """Show what is in force."""
        self._privacy = privacy
        self._fault.clear()
        widgets = [self._group, self.read_receipts, self.typing, self.slow_receipts]
        for widget in widgets:
            widget.blockSignals(True)
        self._radios[privacy.presence].setChecked(True)
        self.read_receipts.setChecked(privacy.read_receipts)
        self.typing.setChecked(privacy.typing)
        self.slow_receipts.setChecked(privacy.slow_receipts)
        for widget in widgets:
            widget.blockSignals(False)
        self.update()

    def show_failure(self, error: ErrorText) -> None:
        """Say that a choice was not saved."""
        self._fault.tell(NoticeKind.FAULT, error.sentence)

    def _on_chosen(self) -> None:
        chosen = replace(
            self._privacy,
            presence=PresenceRule(max(0, self._group.checkedId())),
            read_receipts=self.read_receipts.isChecked(),
            typing=self.typing.isChecked(),
            slow_receipts=self.slow_receipts.isChecked(),
        )
        # A group tells both the radio that lost the mark and the one that got it.
        if chosen != self._privacy:
            self._privacy = chosen
            self.privacy_chosen.emit(chosen)
