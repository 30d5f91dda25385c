"""Requests of the window about a history that does not open; part of the bridge."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.ui.request_runner import Answer, RequestRunner


class RescueBridge(QObject):
    """Requests and answers; `Bridge` makes it.

    Signals:
        found(RescueRecord): Answer to `find`; whatever was open is closed.
        copy_restored(): The copy made before the last upgrade is in its place, and can be opened.
        saved_opened(SavedHistory): What can be read is open, to be read alone.
        failed(ErrorText): Nothing was changed.
    """

    found = Signal(object)
    copy_restored = Signal()
    saved_opened = Signal(object)
    failed = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask the messenger through the runner of the bridge."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner

    def find(self) -> None:
        """Ask what can be done."""

        async def work() -> Answer:
            return partial(self.found.emit, await self._messenger.find_rescue())

        self._runner.start("find rescue", work, self.failed.emit)

    def restore_copy(self) -> None:
        """Go back to the copy made before the last upgrade."""

        async def work() -> Answer:
            await self._messenger.restore_copy()
            return self.copy_restored.emit

        self._runner.start("restore copy", work, self.failed.emit)

    def open_saved(self) -> None:
        """Open what can be read."""

        async def work() -> Answer:
            return partial(self.saved_opened.emit, await self._messenger.open_saved())

        self._runner.start("open saved", work, self.failed.emit)
