"""Says when what happened with a message."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.records import DeliveryState, MessageRecord, MessageTimes
from desktop.ui import time_text
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDTH = Px(400)
_REACHED = [DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ]


class MessageInfo(FormDialog):
    """One line for each thing that happened."""

    def __init__(
        self, theme: Theme, record: MessageRecord, times: MessageTimes, name: str, parent: QWidget
    ) -> None:
        """Prepare the dialog; `name` is what the other person is called."""
        super().__init__(theme, self.tr("Message info"), _WIDTH, parent)
        self.column.setSpacing(px(8))
        self._state = record.state
        if record.is_own:
            self._add_line(self.tr("Written"), time_text.full_text(times.local_ms))
            self._add_stage(self.tr("Reached the server"), DeliveryState.SENT, times.accepted_ms)
            self._add_stage(self.tr("Delivered"), DeliveryState.DELIVERED, times.delivered_ms)
            if times.read_ms is not None or record.state is DeliveryState.READ:
                self._add_stage(self.tr("Read"), DeliveryState.READ, times.read_ms)
        else:
            self._add_line(self.tr("Written"), time_text.full_text(times.sent_ms))
            self._add_line(self.tr("Arrived here"), time_text.full_text(times.local_ms))
            self.add_text(
                self.tr("The time of writing comes from {name}’s computer.").format(name=name)
            )
        done = Button(theme, self.tr("Close"), kind=ButtonKind.PRIMARY, parent=self.card)
        done.clicked.connect(self.close_overlay)
        self.foot.addStretch(1)
        self.foot.addWidget(done)

    def _add_stage(self, what: str, stage: DeliveryState, at_ms: int | None) -> None:
        is_reached = self._state in _REACHED[_REACHED.index(stage) :]
        if at_ms is not None:
            when = time_text.full_text(at_ms)
        else:
            # Messages from before these times were kept have none.
            when = self.tr("not known") if is_reached else self.tr("not yet")
        self._add_line(what, when)

    def _add_line(self, what: str, when: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(
            TextLabel(self._theme, TypeStyle.BODY, text=what, role="secondary", parent=self._holder)
        )
        row.addStretch(1)
        row.addWidget(TextLabel(self._theme, TypeStyle.BODY_MEDIUM, text=when, parent=self._holder))
        self.column.addLayout(row)
