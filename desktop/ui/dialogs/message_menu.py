"""The menu of a message, or of several that are chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from desktop.core.records import DeliveryState, MessageKind, MessageRecord
from desktop.ui.dialogs.popup_menu import PopupMenu
from desktop.ui.theme import Theme


class MessageMenu(PopupMenu):
    """Offers what can be done with messages.

    Signals:
        copy_requested(): Copy what is marked, else the texts.
        link_copy_requested(str): Copy this address.
        link_requested(str): Show where this address leads.
        choose_requested(): Choose the message, to choose others too.
        info_requested(): Say when what happened with it.
        retry_requested(): Try to send it again.
        delete_requested(): Delete here.
    """

    copy_requested = Signal()
    link_copy_requested = Signal(str)
    link_requested = Signal(str)
    choose_requested = Signal()
    info_requested = Signal()
    retry_requested = Signal()
    delete_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        records: Sequence[MessageRecord],
        url: str,
        point: QPoint,
        parent: QWidget,
        *,
        has_marked_text: bool = False,
    ) -> None:
        """Prepare the menu.

        Args:
            theme: Gives the colours at each paint.
            records: Of which messages, at least one.
            url: The address that is meant, empty for none.
            point: Where the menu was asked for, in the coordinates of `parent`.
            parent: Is covered while the menu is open.
            has_marked_text: True if a part of a text is marked.
        """
        super().__init__(theme, point, parent)
        is_one = len(records) == 1
        can_copy = has_marked_text or not is_one or records[0].kind is MessageKind.TEXT
        if can_copy:
            self.add_entry("copy", self._copy_words(len(records)), self.copy_requested.emit,
                           shortcut="Ctrl+C")  # fmt: skip
        if url:
            copy_link, show_link = self.link_copy_requested, self.link_requested
            self.add_entry("link", self.tr("Copy link"), lambda: copy_link.emit(url))
            self.add_entry("globe", self.tr("Open link…"), lambda: show_link.emit(url))
        if is_one:
            self.add_entry("square-check", self.tr("Select"), self.choose_requested.emit)
            self.add_entry("info", self.tr("Info"), self.info_requested.emit)
            if records[0].state is DeliveryState.FAILED:
                self.add_entry("rotate-cw", self.tr("Try again"), self.retry_requested.emit)
        if any(record.state is not DeliveryState.WAITING for record in records):
            self.add_line()
            self.add_entry("trash-2", self.tr("Delete here…"), self.delete_requested.emit,
                           role="danger", shortcut="Del")  # fmt: skip

    def _copy_words(self, count: int) -> str:
        if count == 1:
            return self.tr("Copy text")
        return self.tr("Copy %n messages", "", count)
