"""The settings about the room that messages take on this computer."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from desktop.core.records import StorageUse
from desktop.ui.buttons import Button
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle
from desktop.ui.views.notice import Notice, NoticeKind

WORTH_GIVING_BACK_BYTES = 1_000_000
"""Less than this comes back by itself as new messages fill it."""


class StoragePage(SettingsPage):
    """Shows sizes, and gives room back.

    Attributes:
        database: How much messages and contacts take.
        unused: How much of it is empty.
        copies: How much the copies made before upgrades take.
        give_back: Gives the empty part back.
        delete: Deletes the copies; asks first.
        really: Deletes them.

    Signals:
        space_requested(): Give the empty part back.
        deletion_requested(): Delete the copies.
    """

    space_requested = Signal()
    deletion_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the page without sizes; `show_use` brings them."""
        super().__init__(theme, parent)
        self.database = self._build_size()
        self.unused = self._build_size()
        self.copies = self._build_size()
        self.give_back = Button(theme, self.tr("Give back"), parent=self)
        self.delete = Button(theme, self.tr("Delete copies"), parent=self)
        self.really = Button(theme, self.tr("Yes, delete them"), parent=self)
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self.add_heading(self.tr("On this computer"))
        self.add_row(
            self.tr("Messages and contacts"),
            self.tr("Encrypted. Nothing of it lies on the server once it came here."),
            self.database,
        )
        self.add_row(
            self.tr("Unused"),
            self.tr("Left by what was deleted. New messages fill it."),
            self.unused,
        )
        self.add_buttons(self.give_back)
        self.add_line()
        self.add_heading(self.tr("Copies"))
        self.add_row(
            self.tr("Made before upgrades"),
            self.tr("Encrypted as well. They help if an upgrade goes wrong."),
            self.copies,
        )
        self.add_buttons(self.delete, self.really)
        self.add_block(self._fault)
        self._column.addStretch(1)
        for button in (self.give_back, self.delete, self.really):
            button.hide()
        self.give_back.clicked.connect(self._on_give_back)
        self.delete.clicked.connect(self._on_delete)
        self.really.clicked.connect(self._on_really)

    def _build_size(self) -> TextLabel:
        return TextLabel(self._theme, TypeStyle.BODY_MEDIUM, role="secondary", parent=self)

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_use(self, use: StorageUse) -> None:
        """Show these sizes, and what can be given back."""
        words = (
            self.tr("{size}, 1 message")
            if use.messages == 1
            else self.tr("{size}, %Ln messages", "", use.messages)
        )
        self.database.setText(words.format(size=_size_text(use.database_bytes)))
        self.unused.setText(_size_text(use.unused_bytes))
        self.copies.setText(_size_text(use.copies_bytes))
        self._fault.clear()
        self.give_back.setEnabled(True)
        self.give_back.setVisible(use.unused_bytes >= WORTH_GIVING_BACK_BYTES)
        self.really.hide()
        self.really.setEnabled(True)
        self.delete.setVisible(use.copies_bytes > 0)

    def show_failed(self, error: ErrorText) -> None:
        """Say why nothing was given back."""
        self._fault.tell(NoticeKind.FAULT, error.sentence)
        self.give_back.setEnabled(True)
        self.really.setEnabled(True)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_give_back(self) -> None:
        self.give_back.setEnabled(False)
        self.space_requested.emit()

    def _on_delete(self) -> None:
        self.delete.hide()
        self.really.show()

    def _on_really(self) -> None:
        self.really.setEnabled(False)
        self.deletion_requested.emit()


def _size_text(size: int) -> str:
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def build(context: SettingsContext, parent: QWidget) -> StoragePage:
    """Make the page, connect it, and ask for the sizes."""
    page = StoragePage(context.theme, parent)
    account = context.bridge.account
    page.space_requested.connect(account.give_back_space)
    page.deletion_requested.connect(account.delete_copies)
    account.storage_measured.connect(page.show_use)
    account.storage_failed.connect(page.show_failed)
    account.measure_storage()
    return page
