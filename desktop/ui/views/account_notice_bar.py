"""The bar over the working window that says what the person must know about the own account."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import AccountNotice
from desktop.ui.buttons import ButtonKind
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton
from desktop.ui.typography import TypeStyle


class AccountNoticeBar(Surface):
    """Shows one notice at a time until the person has read it; its accessible name is the title."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, "warning_ground", has_line_below=True, parent=parent)
        self._waiting: list[AccountNotice] = []
        self._title = TextLabel(theme, TypeStyle.BUTTON, role="warning", wraps=True, parent=self)
        self._words = TextLabel(theme, TypeStyle.BODY, role="warning", wraps=True, parent=self)
        self._done = ToneButton(
            theme,
            self.tr("Got it"),
            role="warning",
            ground_role="warning_ground",
            outline_role="warning",
            kind=ButtonKind.SECOND,
            parent=self,
        )
        icon = IconTile(theme, "info", size=20, icon_size=20, radius=0, role="warning", parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(10), px(16), px(11))
        row.setSpacing(px(12))
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._done, 0, Qt.AlignmentFlag.AlignVCenter)
        self._done.clicked.connect(self._on_done)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, empty while it is hidden."""
        return "" if self.isHidden() else f"{self._title.text()}. {self._words.text()}"

    def raise_notice(self, notice: AccountNotice) -> None:
        """Show a notice, after those that were not read yet; the same one only once."""
        if notice not in self._waiting:
            self._waiting.append(notice)
            self._show()

    def _on_done(self) -> None:
        self._waiting.pop(0)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._waiting))
        if not self._waiting:
            return
        title, words = self._describe(self._waiting[0])
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)

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
        return (
            self.tr("The server went back to an older copy"),
            self.tr("What it lost is sent again by itself. There is nothing you have to do."),
        )
