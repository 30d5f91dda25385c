"""Explains something in a few paragraphs; there is nothing to decide."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme

_WIDTH = Px(440)


class ExplainDialog(FormDialog):
    """Tells, and goes away with one button."""

    def __init__(
        self, theme: Theme, title: str, paragraphs: Sequence[str], parent: QWidget
    ) -> None:
        """Prepare the dialog; the first paragraph says what happened."""
        super().__init__(theme, title, _WIDTH, parent)
        for number, text in enumerate(paragraphs):
            self.add_text(text, role="text" if number == 0 else "secondary")
        self.column.setSpacing(px(12))
        done = Button(theme, self.tr("Got it"), kind=ButtonKind.PRIMARY, parent=self.card)
        done.clicked.connect(self.close_overlay)
        self.foot.addStretch(1)
        self.foot.addWidget(done)
