"""A list without frame that scrolls by pixels and shows its focus only to the keyboard."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.ui.focus import is_by_keyboard, is_typed

_WHEEL_STEP = 24


class FocusListView(QListView):
    """Parent of the two lists of the window.

    Attributes:
        is_focus_shown: True while the focus came by the keyboard; painters draw the ring then.

    Signals:
        entered_by_key(QModelIndex): Enter was pressed on the current row.
        menu_requested(QModelIndex, QPoint): The menu of a row is wanted at this point of the list.
    """

    entered_by_key = Signal(QModelIndex)
    menu_requested = Signal(QModelIndex, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set up without model."""
        super().__init__(parent)
        self.is_focus_shown = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(_WHEEL_STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure every row for another width, which Qt does only for another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        self.is_focus_shown = is_by_keyboard(event.reason())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the focus from the first key on; what is typed is for whoever stands around."""
        if is_typed(event):
            event.ignore()
            return
        self.is_focus_shown = True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().isValid():
                self.entered_by_key.emit(self.currentIndex())
            return
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_F10 and has_shift:
            self._ask_for_menu(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _ask_for_menu(self, index: QModelIndex) -> None:
        if index.isValid():
            self.menu_requested.emit(index, self.visualRect(index).center())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer, or of the current one by the Menu key."""
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            self._ask_for_menu(self.currentIndex())
        elif (index := self.indexAt(event.pos())).isValid():
            self.menu_requested.emit(index, event.pos())
