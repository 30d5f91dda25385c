"""Fields for one line of text: with a label above, a sign before, a state behind, help below."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpacerItem, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_HEIGHT = Px(44)
_PADDING = Px(12)
_LABEL_GAP = Px(4)
_HELP_GAP = Px(8)
_MARK_ICON = Px(16)


class _Mark(QWidget):
    """The state behind the text: an icon, perhaps with a word."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = ""
        self._role = "good"
        layout = QHBoxLayout(self)
        set_margins(layout, self, start=_MARK_ICON + px(4), top=0, end=0, bottom=0)
        self.word = TextLabel(theme, TypeStyle.CAPTION_MEDIUM, role="good", parent=self)
        layout.addWidget(self.word)
        self.setMinimumHeight(_MARK_ICON)
        self.hide()

    def show_state(self, icon: str, word: str, role: str) -> None:
        self._icon, self._role = icon, role
        self.word.setText(word)
        self.word.set_role(role)
        self.setVisible(bool(icon))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - _MARK_ICON if is_mirrored else 0
        box = QRectF(left, (self.height() - _MARK_ICON) / 2, _MARK_ICON, _MARK_ICON)
        color = getattr(self._theme.tokens, self._role)
        self._theme.icons.draw(painter, box, self._icon, color)


class _Frame(QWidget):
    """The outline around the line edit."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.has_fault = False
        self.edit: QLineEdit | None = None
        self.setFixedHeight(_HEIGHT)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        has_focus = self.edit is not None and self.edit.hasFocus()
        color = tokens.outline
        if self.has_fault:
            color = tokens.danger
        elif has_focus:
            color = tokens.accent
        width = FOCUS_RING if has_focus or self.has_fault else 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), width))
        painter.setBrush(QColor(tokens.window))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)


class TextField(QWidget):
    """A labelled line edit.

    Attributes:
        edit: The line edit itself; its accessible name is the label.

    Signals:
        text_changed(str): The person or a program changed the text.
        entered(): Enter was pressed.
        clear_changed(bool): The letters of a secret field are shown from now on, or dots.
    """

    text_changed = Signal(str)
    entered = Signal()
    clear_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        sign: str = "",
        help_text: str = "",
        is_secret: bool = False,
        has_label: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Show an empty field.

        Args:
            theme: Gives the colours at each paint.
            label: Above the field; also the accessible name.
            sign: Before the text, such as "@".
            help_text: Below the field.
            is_secret: True for dots in place of letters, with a button that shows them.
            has_label: False where the page says already what belongs into its only field.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._theme = theme
        self._help_text = help_text
        self._frame = _Frame(theme, self)
        self.edit = QLineEdit(self._frame)
        self._frame.edit = self.edit
        self._build_edit(label)
        self._mark = _Mark(theme, self._frame)
        self._help = TextLabel(
            theme, TypeStyle.CAPTION, text=help_text, role="secondary", wraps=True, parent=self
        )
        inner = QHBoxLayout(self._frame)
        end = px(4) if is_secret else _PADDING
        set_margins(inner, self, start=_PADDING + 1, top=0, end=end, bottom=0)
        inner.setSpacing(px(5))
        if sign:
            inner.addWidget(
                TextLabel(theme, TypeStyle.MESSAGE, text=sign, role="secondary", parent=self)
            )
        inner.addWidget(self.edit, 1)
        inner.addWidget(self._mark)
        self._eye: IconButton | None = None
        if is_secret:
            self._eye = IconButton(theme, "eye", "", icon_size=18, parent=self._frame)
            self._eye.clicked.connect(self._on_eye_clicked)
            inner.addWidget(self._eye)
            self.set_clear(is_clear=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(_LABEL_GAP)
        label_widget = TextLabel(theme, TypeStyle.BODY_MEDIUM, text=label, parent=self)
        label_widget.setBuddy(self.edit)
        label_widget.setVisible(has_label)
        outer.addWidget(label_widget)
        outer.addWidget(self._frame)
        self._above_help = QSpacerItem(0, 0)
        outer.addItem(self._above_help)
        outer.addWidget(self._help)
        self._show_help_line()
        self.setFocusProxy(self.edit)

    def _build_edit(self, label: str) -> None:
        edit = self.edit
        edit.setAccessibleName(label)
        edit.setFrame(False)
        edit.setFont(TypeStyle.MESSAGE.font)
        edit.setTextMargins(0, 0, 0, 0)
        self._clear_ground()
        self._theme.changed.connect(self._clear_ground)
        edit.textChanged.connect(self.text_changed)
        edit.returnPressed.connect(self.entered)
        edit.installEventFilter(self)

    def _clear_ground(self) -> None:
        palette = self.edit.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.tokens.color("text"))
        self.edit.setPalette(palette)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.edit.text()

    @property
    def has_fault(self) -> bool:
        """Whether it says in red what is wrong."""
        return self._frame.has_fault

    def set_text(self, text: str) -> None:
        """Put a text into the field."""
        self.edit.setText(text)

    def set_help(self, text: str) -> None:
        """Show another quiet text below the field from now on."""
        self._help_text = text
        self.show_help()

    def set_clear(self, *, is_clear: bool) -> None:
        """Show letters or dots in a secret field."""
        mode = QLineEdit.EchoMode.Normal if is_clear else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        if self._eye is not None:
            self._eye.set_icon("eye-off" if is_clear else "eye")
            label = self.edit.accessibleName().lower()
            name = self.tr("Hide {label}") if is_clear else self.tr("Show {label}")
            self._eye.set_name(name.format(label=label))
        self.clear_changed.emit(is_clear)

    def show_fault(self, text: str) -> None:
        """Say in red below the field what is wrong with it."""
        self._frame.has_fault = True
        self._mark.show_state("circle-alert", "", "danger")
        self._tell(text, "danger")

    def show_mark(self, word: str) -> None:
        """Say with a green tick and a word that the text is good."""
        self.show_help()
        self._mark.show_state("check", word, "good")

    def show_note(self, text: str) -> None:
        """Show a quiet text below the field without touching its mark."""
        self._tell(text, "secondary")

    def show_help(self, text: str | None = None) -> None:
        """Take every mark away and show the help, or another quiet text, below the field."""
        self._frame.has_fault = False
        self._mark.show_state("", "", "good")
        self._tell(self._help_text if text is None else text, "secondary")

    def clear_marks(self) -> None:
        """Take every mark away and show the help."""
        self.show_help()

    def _tell(self, text: str, role: str) -> None:
        self._help.setText(text)
        self._help.set_role(role)
        self._show_help_line()
        self.edit.setAccessibleDescription(text)
        self._frame.update()

    def _show_help_line(self) -> None:
        """Take room for the line below the field only while something stands there."""
        is_shown = bool(self._help.text())
        self._help.setVisible(is_shown)
        self._above_help.changeSize(0, _HELP_GAP - _LABEL_GAP if is_shown else 0)
        if (column := self.layout()) is not None:
            column.invalidate()

    def _on_eye_clicked(self) -> None:
        self.set_clear(is_clear=self.edit.echoMode() is not QLineEdit.EchoMode.Normal)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint the focus ring of the frame around the edit."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._frame.update()
        return super().eventFilter(watched, event)
