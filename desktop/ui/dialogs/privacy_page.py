"""The settings about what others see: presence, receipts, typing, and who is blocked."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.records import ContactRecord, Privacy
from desktop.ui.buttons import Button
from desktop.ui.choices import Toggle
from desktop.ui.contact_text import contact_name
from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.error_texts import ErrorText
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind
from protocol.messages import PresenceRule


class PrivacyPage(SettingsPage):
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
        super().__init__(theme, parent)
        self._privacy = self._in_force = privacy
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self.presence = ChoiceSelect(
            theme,
            self.tr("Who sees that you are online"),
            [
                (PresenceRule.EVERYBODY.name, self.tr("Anyone with my username")),
                (PresenceRule.CONTACTS.name, self.tr("My contacts")),
                (PresenceRule.NOBODY.name, self.tr("Nobody")),
            ],
            self,
        )
        self.read_receipts = Toggle(theme, self.tr("Read receipts"), self)
        self.typing = Toggle(theme, self.tr("Typing"), self)
        self.slow_receipts = Toggle(theme, self.tr("Slower delivery ticks"), self)
        self._add_choices()
        if blocked:
            self._add_blocked(blocked)
        self.add_block(self._fault)
        self._column.addStretch(1)
        self.show_privacy(privacy)
        self.presence.chosen.connect(self._on_chosen)
        for toggle in (self.read_receipts, self.typing, self.slow_receipts):
            toggle.toggled.connect(self._on_chosen)

    def _add_choices(self) -> None:
        self.add_heading(self.tr("What others see"))
        for title, words, control in (
            (
                self.tr("Who sees that you are online"),
                self.tr(
                    "People who may not see it are told “unknown”. The first choice includes "
                    "those you blocked."
                ),
                self.presence,
            ),
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
            self.add_row(title, words, control)

    def _add_blocked(self, blocked: list[ContactRecord]) -> None:
        self.add_line()
        self.add_heading(self.tr("Blocked people"))
        for contact in blocked:
            name = contact_name(contact)
            button = Button(self._theme, self.tr("Unblock"), parent=self)
            button.setAccessibleName(self.tr("Unblock {name}").format(name=name))
            row = self.add_row(name, "", button)
            row.setMinimumHeight(px(44))
            button.clicked.connect(lambda _=False, who=contact.id: self._on_unblock(who))
            button.clicked.connect(row.hide)

    def _on_unblock(self, contact: object) -> None:
        self.unblock_requested.emit(contact)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_privacy(self, privacy: Privacy) -> None:
        """Show what is in force."""
        self._privacy = self._in_force = privacy
        self._fault.clear()
        widgets = [self.read_receipts, self.typing, self.slow_receipts]
        for widget in widgets:
            widget.blockSignals(True)
        self.presence.show_choice(privacy.presence.name)
        self.read_receipts.setChecked(privacy.read_receipts)
        self.typing.setChecked(privacy.typing)
        self.slow_receipts.setChecked(privacy.slow_receipts)
        for widget in widgets:
            widget.blockSignals(False)
        self.update()

    def take_back(self, error: ErrorText) -> None:
        """Show what is still in force, and say that a choice was not saved."""
        self.show_privacy(self._in_force)
        self._fault.tell(NoticeKind.FAULT, error.sentence)

    def _on_chosen(self) -> None:
        chosen = replace(
            self._privacy,
            presence=PresenceRule[self.presence.value],
            read_receipts=self.read_receipts.isChecked(),
            typing=self.typing.isChecked(),
            slow_receipts=self.slow_receipts.isChecked(),
        )
        self._privacy = chosen
        self.privacy_chosen.emit(chosen)


def build(context: SettingsContext, parent: QWidget) -> PrivacyPage:
    """Make the page and connect it to the account and the people it changes."""
    page = PrivacyPage(context.theme, context.privacy(), context.find_blocked(), parent)
    account, people = context.bridge.account, context.bridge.people
    page.privacy_chosen.connect(account.save_privacy)
    page.unblock_requested.connect(people.unblock)
    account.privacy_loaded.connect(page.show_privacy)
    account.privacy_failed.connect(page.take_back)
    account.load_privacy()
    return page
