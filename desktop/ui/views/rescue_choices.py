"""Ways on from a history that does not open: the copy, what can be read, a report."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.rescue_records import RescueRecord
from desktop.ui.measures import px
from desktop.ui.theme import Theme
from desktop.ui.views.choice_card import ChoiceCard


class RescueChoices(QWidget):
    """Shows only what would do something.

    Signals:
        copy_requested(): Open the copy made before the last upgrade.
        salvage_requested(): Open what can be read.
        report_requested(): Save what happened to a file.
    """

    copy_requested = Signal()
    salvage_requested = Signal()
    report_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Offer the report alone, until it is known what else there is."""
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(12))
        self.copy: ChoiceCard | None = None
        self.salvage = self._add(
            "database",
            self.tr("Open what can be read"),
            self.tr("To read and search; nothing is sent or received"),
            self.salvage_requested.emit,
        )
        self.report = self._add(
            "file-text",
            self.tr("Save a report…"),
            self.tr("What happened, without any message text"),
            self.report_requested.emit,
        )
        self.salvage.hide()

    def _add(self, icon: str, title: str, line: str, chosen: Callable[[], object]) -> ChoiceCard:
        card = ChoiceCard(self._theme, icon, title, line, has_body=False, parent=self)
        card.chosen.connect(chosen)
        self._column.addWidget(card)
        return card

    def offer(self, rescue: RescueRecord) -> None:
        """Offer what can be done."""
        self.salvage.setVisible(rescue.can_salvage)
        if self.copy is not None:
            self.copy.hide()
            self.copy.deleteLater()
            self.copy = None
        if rescue.copy_made_ms is not None:
            made = QDateTime.fromMSecsSinceEpoch(rescue.copy_made_ms)
            day = QLocale().toString(made, self.tr("d MMMM yyyy, HH:mm"))
            self.copy = self._add(
                "archive-restore",
                self.tr("Open the copy made before the last upgrade"),
                self.tr("Of {day}; what came later is missing").format(day=day),
                self.copy_requested.emit,
            )
            self._column.insertWidget(0, self.copy)
            self.copy.show()
