"""The bar over the working window that says what the person must know about the own account."""

from PySide6.QtWidgets import QWidget

from desktop.core.records import AccountNotice
from desktop.ui.theme import Theme
from desktop.ui.views.warning_bar import WarningBar


class AccountNoticeBar(WarningBar):
    """Shows one notice at a time until the person has read it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, self.tr("Got it"), parent)
        self._waiting: list[AccountNotice] = []
        self._counts: dict[AccountNotice, int] = {}
        self.pressed.connect(self._on_done)

    def raise_notice(self, notice: AccountNotice, count: int = 0) -> None:
        """Show a notice, after those that were not read yet; the same one only once.

        Args:
            notice: What the person must know.
            count: How many it is about; a later number takes the place of the one before.
        """
        self._counts[notice] = count
        if notice not in self._waiting:
            self._waiting.append(notice)
        self._show()

    def _on_done(self) -> None:
        # A key that was pressed while the bar went away still arrives.
        self._waiting = self._waiting[1:]
        self._show()

    def _show(self) -> None:
        if self._waiting:
            self.say(*self._describe(self._waiting[0]))
        else:
            self.hide()

    def _describe(self, notice: AccountNotice) -> tuple[str, str]:
        if notice is AccountNotice.RESTORED_PROFILE:
            return (
                self.tr("Your chats come from an older copy"),
                self.tr(
                    "What you wrote after that copy was made may be missing here, and people you "
                    "blocked since may be unblocked. Please check whom you had blocked."
                ),
            )
        if notice is AccountNotice.CLOCKS_DIFFER:
            return (
                self.tr("The clock of this computer differs from the server’s by more than a day"),
                self.tr("Until they agree, no key is renewed. Please set the date and the time."),
            )
        if notice is AccountNotice.KEYS_LOST:
            return (
                self.tr("Some messages to you could not be opened"),
                self.tr(
                    "This computer’s keyring lost the keys for them. What is missing is asked for "
                    "again by itself. So far that happened {count} times."
                ).format(count=self._counts[notice]),
            )
        return (
            self.tr("The server went back to an older copy"),
            self.tr("What it lost is sent again by itself. There is nothing you have to do."),
        )
