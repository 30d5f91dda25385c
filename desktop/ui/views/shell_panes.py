"""The columns of the working window: how wide each is, and which are shown where there is one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop.ui.measures import px
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.tokens import (
    CONVERSATION_WIDTH_MIN,
    DETAILS_COLUMN_FROM,
    DETAILS_WIDTH,
    LIST_WIDTH_MAX,
    LIST_WIDTH_MIN,
    NARROW_WIDTH,
    RAIL_WIDTH,
)


class ShellPanes(QSplitter):
    """The list column and the conversation, with a border between them that can be dragged.

    Attributes:
        lists: The list column: one of several lists at a time.
        is_narrow: True while there is room for one pane alone.
    """

    def __init__(
        self,
        theme: Theme,
        preferences: PreferenceStore,
        *,
        rail: QWidget,
        conversation: QWidget,
        row: QHBoxLayout,
        parent: QWidget,
    ) -> None:
        """Stand in the window.

        Args:
            theme: Tells the zoom.
            preferences: Remembers the width of the list.
            rail: Is hidden with the list, behind an open chat.
            conversation: The pane beside the list.
            row: The layout of the whole window, which shares out its width.
            parent: Qt parent.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._preferences = preferences
        self._rail = rail
        self._conversation = conversation
        self._row = row
        self.is_narrow = False
        self.lists = QStackedWidget(self)
        self.lists.setMinimumWidth(LIST_WIDTH_MIN)
        self.lists.setMaximumWidth(LIST_WIDTH_MAX)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(self.lists)
        self.addWidget(conversation)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.place_list()
        self.splitterMoved.connect(self._on_dragged)

    def arrange(self, window_width: int, *, has_details: bool) -> bool:
        """Share out the width of the window.

        Args:
            window_width: Of the whole window.
            has_details: True while the details are shown.

        Returns:
            True if there are now two panes instead of one, or one instead of two.
        """
        is_narrow = window_width < NARROW_WIDTH
        most: int = NARROW_WIDTH
        if not is_narrow:
            taken = RAIL_WIDTH + CONVERSATION_WIDTH_MIN
            if has_details and window_width >= DETAILS_COLUMN_FROM:
                taken += DETAILS_WIDTH
            most = max(LIST_WIDTH_MIN, min(LIST_WIDTH_MAX, window_width - taken))
        if most != self.lists.maximumWidth():
            self.lists.setMaximumWidth(most)
            # The splitter shares out the width that it has, so it must have the new one.
            self._row.activate()
            self.place_list()
        has_changed = is_narrow != self.is_narrow
        self.is_narrow = is_narrow
        return has_changed

    def show_panes(self, *, is_list_wanted: bool, is_chat_open: bool = True) -> None:
        """Show both panes, or the wanted one where there is room for one.

        Args:
            is_list_wanted: True for the list, False for the conversation.
            is_chat_open: False if the conversation has no way back: the rail stays beside it.
        """
        is_list_shown = not self.is_narrow or is_list_wanted
        self.lists.setVisible(is_list_shown)
        self._rail.setVisible(is_list_shown or not is_chat_open)
        self._conversation.setVisible(not self.is_narrow or not is_list_wanted)

    def place_list(self) -> None:
        """Give the list the width that is remembered, as far as it may have it."""
        width = min(px(self._preferences.values.list_width), self.lists.maximumWidth())
        self.setSizes([width - 1, max(1, self.width() - width)])

    def _on_dragged(self) -> None:
        if not self.is_narrow:
            width = round((self.lists.width() + 1) * 100 / self._theme.zoom_percent)
            self._preferences.change(list_width=width)
