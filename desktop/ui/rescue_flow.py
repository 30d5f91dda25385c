"""From a history that does not open to what can be done about it, and the page that says so."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.core.rescue_records import RescueRecord, SavedHistory
from desktop.errors import DatabaseTooNew, DatabaseUnreadable
from desktop.logs import find_log
from desktop.ui.bridge import Bridge
from desktop.ui.error_texts import ErrorText, code_of, describe
from desktop.ui.theme import Theme
from desktop.ui.views.cannot_open_view import CannotOpenView
from desktop.ui.views.saved_history_bar import DamagedHistoryBar, SavedHistoryBar

_log = logging.getLogger(__name__)

_UNREADABLE = code_of(DatabaseUnreadable)
_RESCUABLE = {_UNREADABLE, code_of(DatabaseTooNew)}


class RescueFlow(QObject):
    """Stands between the page, the messenger and the window.

    Attributes:
        bar: Says over a saved history what it is.
        damage: Says over an open history that a part of it cannot be read.

    Signals:
        waiting(str): Something takes a while.
        refused(ErrorText): What was chosen did not work; the page says why.
        search_requested(): Look for the profile again.
        saved_opened(SavedHistory): What could be read is open.
    """

    waiting = Signal(str)
    refused = Signal(object)
    search_requested = Signal()
    saved_opened = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QObject | None = None) -> None:
        """Do nothing until something does not open."""
        super().__init__(parent)
        self._bridge = bridge
        self._page: CannotOpenView | None = None
        self._files: QFileDialog | None = None
        self.bar = SavedHistoryBar(theme)
        self.bar.pressed.connect(self._on_closed)
        self.damage = DamagedHistoryBar(theme)
        self.damage.pressed.connect(self._on_damage_pressed)
        bridge.rescue.found.connect(self._on_found)
        bridge.rescue.failed.connect(self.refused)
        bridge.rescue.copy_restored.connect(self.search_requested)
        bridge.rescue.saved_opened.connect(self._on_saved)

    def help(self, page: CannotOpenView, error: ErrorText) -> None:
        """Offer on the page what can be done about an error."""
        if page is not self._page:
            self._page = page
            choices = page.rescue
            choices.copy_requested.connect(
                lambda: self._go(self.tr("Opening the copy"), self._bridge.rescue.restore_copy)
            )
            choices.salvage_requested.connect(
                lambda: self._go(
                    self.tr("Reading what can be read"), self._bridge.rescue.open_saved
                )
            )
            choices.report_requested.connect(lambda: self._save_report(page))
        page.rescue.offer(RescueRecord(copy_made_ms=None, can_salvage=False))
        if error.code in _RESCUABLE:
            self._bridge.rescue.find()

    def note_failure(self, error: ErrorText) -> None:
        """Show that a part of the open history is damaged, if that is why something failed."""
        if error.code == _UNREADABLE and self.bar.isHidden():
            self.damage.show_damage()

    def _on_damage_pressed(self) -> None:
        self.damage.hide()
        self.refused.emit(describe(DatabaseUnreadable()))

    def _go(self, words: str, request: Callable[[], object]) -> None:
        self.waiting.emit(words)
        request()

    def _on_found(self, rescue: RescueRecord) -> None:
        if self._page is not None:
            self._page.rescue.offer(rescue)

    def _on_saved(self, saved: SavedHistory) -> None:
        self._page = None
        self.bar.show_report(saved.report)
        self.saved_opened.emit(saved)

    def _on_closed(self) -> None:
        self.bar.hide()
        self.search_requested.emit()

    # ── report ────────────────────────────────────────────────────────────────────────────────

    def _save_report(self, parent: QWidget) -> None:
        files = QFileDialog(parent, self.tr("Save a report"))
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setDefaultSuffix("txt")
        files.selectFile("securechat-report.txt")
        files.fileSelected.connect(self.write_report)
        self._files = files
        files.open()

    def write_report(self, target: str) -> None:
        """Copy the log, which holds no text, name or key, to where the person wants it."""
        log = find_log()
        try:
            if log is not None:
                shutil.copyfile(log, Path(target))
        except OSError as error:
            _log.info("report not saved: %s", type(error).__name__)
            self.refused.emit(describe(error))
