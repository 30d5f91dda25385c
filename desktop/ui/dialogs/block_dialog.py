"""Asks before a person is blocked, and says what that does not hide."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.choices import Toggle
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.surface import Panel
from desktop.ui.theme import Theme
from desktop.ui.tone_button import build_danger_button
from desktop.ui.typography import TypeStyle
from protocol.messages import PresenceRule

_WIDTH = Px(440)


class BlockDialog(FormDialog):
    """Asks whether to block somebody.

    Signals:
        block_requested(bool): Block; True to show from now on only contacts when one is online.
    """

    block_requested = Signal(bool)

    def __init__(self, theme: Theme, name: str, rule: PresenceRule, parent: QWidget) -> None:
        """Ask about the person of that name; `rule` says who sees presence now."""
        title = self.tr("Block {name}?").format(name=name)
        super().__init__(theme, title, _WIDTH, parent)
        self.add_text(
            self.tr(
                "Nothing that {name} writes reaches you any more. {name} is not told. Your chat "
                "stays here, and you can unblock at any time."
            ).format(name=name)
        )
        self.hide_presence = Toggle(
            theme, self.tr("Only my contacts see when I am online"), self.card
        )
        if rule is PresenceRule.EVERYBODY:
            self.column.addWidget(self._build_offer(name))
        else:
            self.hide_presence.hide()
        # Not "Block": a button of that name may stand in the window below.
        block = build_danger_button(
            theme, self.tr("Block {name}").format(name=name), "ban", self.card
        )
        block.clicked.connect(self._on_block)
        self.add_answers(block)

    def _build_offer(self, name: str) -> QWidget:
        panel = Panel(self._theme, "list", parent=self.card)
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.BODY_MEDIUM,
                text=self.hide_presence.accessibleName(),
                wraps=True,
                parent=panel,
            )
        )
        words.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION,
                text=self.tr(
                    "Everybody who knows your username can see when you are online. That includes "
                    "{name}, blocked or not, unless you turn this on."
                ).format(name=name),
                role="secondary",
                wraps=True,
                parent=panel,
            )
        )
        row = QHBoxLayout(panel)
        set_margins(row, self, start=px(16), top=px(12), end=px(13), bottom=px(12))
        row.setSpacing(px(16))
        row.addLayout(words, 1)
        row.addWidget(self.hide_presence, 0, Qt.AlignmentFlag.AlignVCenter)
        return panel

    def _on_block(self) -> None:
        self.block_requested.emit(self.hide_presence.isChecked())
        self.close_overlay()
