"""The palette: a few letters lead to a chat, a person or a command."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.records import ContactRecord
from desktop.ui.delegates.palette_delegate import HEADING, ROW, PaletteDelegate
from desktop.ui.key_cap import KeyCap
from desktop.ui.labels import TextLabel
from desktop.ui.list_view import FocusListView
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.models.palette_model import COMMANDS_ONLY, Command, EntryKind, PaletteModel
from desktop.ui.overlay import Overlay
from desktop.ui.picture import IconTile
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_WIDTH = Px(560)
_TOP = Px(88)
_EDGE = Px(16)
_INPUT = Px(56)
_FOOT = Px(36)
_ABOVE_ROWS = Px(4)
_BELOW_ROWS = Px(12)


class Palette(Overlay):
    """Covers the window until something is chosen.

    Attributes:
        edit: Where the letters are typed.
        rows: What fits them.

    Signals:
        contact_chosen(ContactId): Go to this person's chat.
    """

    contact_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        chats: Sequence[ContactRecord],
        people: Sequence[ContactRecord],
        commands: Sequence[Command],
        *,
        parent: QWidget,
    ) -> None:
        """Cover `parent`.

        Args:
            theme: Gives the colours at each paint.
            chats: Who has a chat, in the order of the list.
            people: Who has none.
            commands: What can be done.
            parent: The window.
        """
        super().__init__(theme, has_scrim=True, parent=parent)
        self._model = PaletteModel(chats, people, commands, self)
        self.edit = QLineEdit(self.card)
        self.rows = FocusListView(self.card)
        self.rows.setModel(self._model)
        self.rows.setItemDelegate(PaletteDelegate(theme, self.rows))
        self.rows.setAccessibleName(self.tr("What fits"))
        self.rows.setMouseTracking(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # As low as one row: what a list asks for by itself would squeeze the input above it.
        self.rows.setMinimumHeight(1)
        self._nothing = TextLabel(
            theme,
            TypeStyle.BODY,
            text=self.tr("Nothing fits."),
            role="secondary",
            alignment=Qt.AlignmentFlag.AlignCenter,
            parent=self.card,
        )
        self._nothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._set_up_edit()
        column = QVBoxLayout(self.card)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._build_input())
        column.addWidget(self._build_line())
        column.addSpacing(_ABOVE_ROWS)
        column.addWidget(self._nothing, 1)
        column.addWidget(self.rows, 1)
        column.addSpacing(_BELOW_ROWS)
        column.addWidget(self._build_line())
        column.addWidget(self._build_foot())
        self.edit.textChanged.connect(self._on_typed)
        self.rows.clicked.connect(self._on_entered)
        self._choose_first()

    def _set_up_edit(self) -> None:
        self.edit.setAccessibleName(self.tr("Chat, person or command"))
        self.edit.setPlaceholderText(self.tr("Chat, person or command"))
        self.edit.setFrame(False)
        self.edit.setFont(TypeStyle.PALETTE.font)
        self.edit.installEventFilter(self)
        self._color()
        self._theme.changed.connect(self._color)

    def _color(self) -> None:
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.tokens.color("text"))
        self.edit.setPalette(palette)

    def _build_line(self) -> Surface:
        line = Surface(self._theme, "border", parent=self.card)
        line.setFixedHeight(1)
        return line

    def _build_input(self) -> QWidget:
        holder = QWidget(self.card)
        holder.setFixedHeight(_INPUT)
        row = QHBoxLayout(holder)
        set_margins(row, self, start=px(20), top=0, end=px(20), bottom=0)
        row.setSpacing(px(10))
        row.addWidget(
            IconTile(self._theme, "search", size=22, icon_size=22, radius=0, parent=holder)
        )
        row.addWidget(self.edit, 1)
        row.addWidget(KeyCap(self._theme, self.tr("Esc"), holder))
        return holder

    def _build_foot(self) -> QWidget:
        foot = QWidget(self.card)
        foot.setFixedHeight(_FOOT)
        row = QHBoxLayout(foot)
        set_margins(row, self, start=px(20), top=0, end=px(20), bottom=0)
        row.setSpacing(px(8))
        for keys, words in (
            (("↑", "↓"), self.tr("move")),
            ((self.tr("Enter"),), self.tr("open")),
        ):
            for key in keys:
                row.addWidget(KeyCap(self._theme, key, foot))
            row.addWidget(self._words(words, foot))
            row.addSpacing(px(8))
        row.addStretch(1)
        row.addWidget(KeyCap(self._theme, COMMANDS_ONLY, foot))
        row.addWidget(self._words(self.tr("for commands only"), foot))
        return foot

    def _words(self, text: str, parent: QWidget) -> TextLabel:
        return TextLabel(self._theme, TypeStyle.CAPTION, text=text, role="secondary", parent=parent)

    # ── choosing ──────────────────────────────────────────────────────────────────────────────

    def _on_typed(self, text: str) -> None:
        self._model.look_for(text)
        self._choose_first()
        self.place_card()

    def _choose_first(self) -> None:
        self._choose(self._model.next_row(-1, 1))
        is_empty = self._model.rowCount() == 0
        self._nothing.setVisible(is_empty)
        self.rows.setVisible(not is_empty)
        self.rows.scrollToTop()

    def _choose(self, row: int | None) -> None:
        if row is not None:
            index = self._model.index(row)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.rows.selectionModel().setCurrentIndex(index, flag)
            self.rows.scrollTo(index)
            self.edit.setAccessibleDescription(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def _on_entered(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self._model.entry(index.row())
        if entry.kind is EntryKind.HEADING:
            return
        self.close_overlay()
        if entry.command is not None:
            entry.command.act()
        elif entry.contact is not None:
            self.contact_chosen.emit(entry.contact.id)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the palette, ready for letters."""
        super().open()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list, choose and leave while the letters keep the focus."""
        if (
            watched is self.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            key = event.key()
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if key in steps:
                row = self.rows.currentIndex().row()
                self._choose(self._model.next_row(row, steps[Qt.Key(key)]))
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._on_entered(self.rows.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_overlay()
        event.accept()

    def place_card(self) -> None:
        """Stand near the top, as high as what fits, inside the window."""
        width = min(_WIDTH, self.width() - 2 * _EDGE)
        rows = sum(
            int(HEADING if self._model.entry(row).kind is EntryKind.HEADING else ROW)
            for row in range(self._model.rowCount())
        )
        around = _INPUT + _FOOT + _ABOVE_ROWS + _BELOW_ROWS + 2 * 2
        if not rows:
            rows = ROW
        top = min(px(_TOP), max(px(_EDGE), self.height() // 8))
        height = min(around + rows, self.height() - top - _EDGE)
        self.card.setGeometry((self.width() - width) // 2, top, width, height)
        self.update()
