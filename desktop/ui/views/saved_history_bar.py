"""Bars over a history that is not whole: one saved to be read, or one with damaged places."""

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
        if report.messages == 1:
            return self.tr("1 message could be read.")
        return self.tr("%Ln messages could be read.", "", report.messages)

    def _lost_words(self, report: SalvageReport) -> str:
        if not report.is_exact:
            return self.tr("%Ln or more could not.", "", report.lost_messages)
        if not report.lost_messages:
            return self.tr("None is lost.")
        return self.tr("%Ln could not.", "", report.lost_messages)

    def _people_words(self, report: SalvageReport) -> str:
        if not report.lost_people:
            return ""
        if report.lost_people == 1:
            return self.tr("1 person is shown without a name.")
        return self.tr("%Ln people are shown without a name.", "", report.lost_people)


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
