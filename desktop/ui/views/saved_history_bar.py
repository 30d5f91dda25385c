"""Bars over a history that is not whole: one saved to be read, or one with damaged places."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.core.rescue_records import SalvageReport
from desktop.ui.theme import Theme
from desktop.ui.views.warning_bar import WarningBar


class SavedHistoryBar(WarningBar):
    """Hidden until such a history is open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, self.tr("Close"), parent)

    def show_report(self, report: SalvageReport) -> None:
        """Say what could be read, and what not."""
        sentences = [
            self._read_words(report),
            self._lost_words(report),
            self._people_words(report),
            self.tr("You can read and search them; nothing is sent or received."),
        ]
        self.say(
            self.tr("These chats were saved from a damaged history"),
            " ".join(sentence for sentence in sentences if sentence),
        )

    def _read_words(self, report: SalvageReport) -> str:
        return self.tr("%n message(s) could be read.", "", report.messages)

    def _lost_words(self, report: SalvageReport) -> str:
        if not report.is_exact:
            number = QLocale().toString(report.lost_messages)
            return self.tr("{number} or more could not.").format(number=number)
        if not report.lost_messages:
            return self.tr("None is lost.")
        return self.tr("%n could not.", "", report.lost_messages)

    def _people_words(self, report: SalvageReport) -> str:
        if not report.lost_people:
            return ""
        return self.tr("%n person(s) are shown without a name.", "", report.lost_people)


class DamagedHistoryBar(WarningBar):
    """Hidden until a part of the open history cannot be read; everything else goes on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(theme, self.tr("What can be done?"), parent)

    def show_damage(self) -> None:
        """Say that not everything can be read."""
        self.say(
            self.tr("A part of your history cannot be read"),
            self.tr("The file on this computer is damaged there. Nothing of it was deleted."),
        )
