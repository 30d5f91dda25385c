"""Compares the safety number with a contact: by reading it aloud, or by a code."""

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.records import SafetyNumber, Trust
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.dialogs.form_dialog import FormDialog
from desktop.ui.error_texts import ErrorText
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.qr_code import QrCode
from desktop.ui.qr_reader import load_picture, read_codes
from desktop.ui.surface import Panel
from desktop.ui.theme import Theme
from desktop.ui.tone_button import ToneButton
from desktop.ui.typography import TypeStyle
from desktop.ui.views.notice import Notice, NoticeKind

_WIDTH = Px(640)
_PANEL_HEIGHT = Px(272)
_CODE = Px(212)
_CODE_PANEL = Px(244)
_GROUP = 5
_COLUMNS = 3
_BESIDE_FROM = Px(672)
_LINE_GAP = Px(12)


def groups_of(digits: str) -> list[str]:
    """Return digits in groups of five."""
    return [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]


class _Digits(QLabel):
    """The safety number in rows of three groups; a label for those who do not see it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: list[str] = []
        self.setAccessibleName(self.tr("Safety number"))
        line = TypeStyle.DIGITS.line_px
        self.setFixedHeight(4 * line + 3 * _LINE_GAP)
        theme.changed.connect(self.update)

    def show_digits(self, digits: str) -> None:
        self._groups = groups_of(digits)
        text = " ".join(self._groups)
        self.setText(text)
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_COLUMNS * round(TypeStyle.DIGITS.metrics.horizontalAdvance("0" * 6)), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        style = TypeStyle.DIGITS
        painter.setFont(style.font)
        painter.setPen(QColor(self._theme.tokens.text))
        width = self.width() / _COLUMNS
        for number, group in enumerate(self._groups):
            row, column = divmod(number, _COLUMNS)
            top = row * (style.line_px + _LINE_GAP)
            box = QRectF(column * width, top, width, style.line_px)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, group)


class VerifyDialog(FormDialog):
    """Shows what both people must see alike; no button has the focus at first.

    Signals:
        match_requested(): The numbers match: mark the contact as verified.
        mismatch_requested(): They do not.
        code_read(bytes): What the other's code holds; answer with `show_check`.
        withdraw_requested(): Take the mark back.
    """

    match_requested = Signal()
    mismatch_requested = Signal()
    code_read = Signal(bytes)
    withdraw_requested = Signal()

    def __init__(self, theme: Theme, name: str, trust: Trust, parent: QWidget) -> None:
        """Compare with the contact of that name; `show_number` brings the number."""
        title = self.tr("Verify {name}").format(name=name)
        super().__init__(theme, title, _WIDTH, parent)
        self._name = name
        self._files: QFileDialog | None = None
        intro = TextLabel(
            theme,
            TypeStyle.MESSAGE,
            text=self.tr(
                "Meet or call {name} and compare these numbers. If both of you see the same ones, "
                "you are writing to {name}, and nobody else can read along."
            ).format(name=name),
            role="secondary",
            wraps=True,
            parent=self.card,
        )
        self.digits = _Digits(theme, self.card)
        self.code = QrCode(_CODE, self.tr("Your code"), self.card)
        self._panels = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._panels.setSpacing(px(24))
        self._panels.addWidget(self._build_digits_panel(), 1)
        self._panels.addWidget(self._build_code_panel(), 0, Qt.AlignmentFlag.AlignHCenter)
        self._read_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build_read_row()
        self._answer = Notice(
            theme,
            NoticeKind.HINT,
            self.tr("Not by message: whoever sits in between could change the numbers on the way."),
            parent=self.card,
        )
        self.column.addWidget(intro)
        self.column.addLayout(self._panels)
        self.column.addLayout(self._read_row)
        self.column.addWidget(self._answer)
        self._build_foot(trust)
        self._set_ready(is_ready=False)

    def _build_digits_panel(self) -> QWidget:
        panel = Panel(self._theme, "list", parent=self.card)
        panel.setFixedHeight(_PANEL_HEIGHT)
        column = QVBoxLayout(panel)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION_MEDIUM,
                text=self.tr("Read aloud, row by row"),
                parent=panel,
            )
        )
        column.addStretch(1)
        column.addWidget(self.digits)
        column.addStretch(1)
        column.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION,
                text=self.tr("{name} sees the same rows, in this order.").format(name=self._name),
                role="secondary",
                wraps=True,
                parent=panel,
            )
        )
        return panel

    def _build_code_panel(self) -> QWidget:
        panel = Panel(self._theme, "list", parent=self.card)
        panel.setFixedSize(_CODE_PANEL, _PANEL_HEIGHT)
        column = QVBoxLayout(panel)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION_MEDIUM,
                text=self.tr("Or let {name} scan this").format(name=self._name),
                wraps=True,
                parent=panel,
            )
        )
        column.addWidget(self.code)
        return panel

    def _build_read_row(self) -> None:
        words = self.tr("You have a picture of {name}’s code?").format(name=self._name)
        label = TextLabel(self._theme, TypeStyle.BODY, text=words, wraps=True, parent=self.card)
        self._from_file = Button(
            self._theme, self.tr("Open picture…"), icon="image", parent=self.card
        )
        self._from_file.setAccessibleName(self.tr("Read code from a picture"))
        self._from_clipboard = Button(
            self._theme, self.tr("Paste picture"), icon="copy", parent=self.card
        )
        self._from_clipboard.setAccessibleName(self.tr("Read code from the clipboard"))
        self._from_file.clicked.connect(self._choose_file)
        self._from_clipboard.clicked.connect(self._read_clipboard)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(12))
        buttons.addWidget(self._from_file)
        buttons.addWidget(self._from_clipboard)
        self._read_row.setSpacing(px(12))
        self._read_row.addWidget(label, 1, Qt.AlignmentFlag.AlignVCenter)
        self._read_row.addLayout(buttons)

    def _build_foot(self, trust: Trust) -> None:
        theme = self._theme
        different = ToneButton(
            theme,
            self.tr("They do not match"),
            role="danger",
            kind=ButtonKind.QUIET,
            parent=self.card,
        )
        different.clicked.connect(self._on_mismatch)
        self.foot.addWidget(different)
        self.foot.addStretch(1)
        if trust is Trust.VERIFIED:
            withdraw = Button(theme, self.tr("Take the mark back"), parent=self.card)
            withdraw.clicked.connect(self._on_withdraw)
            self.foot.addWidget(withdraw)
        later = Button(theme, self.tr("Not now"), parent=self.card)
        later.clicked.connect(self.close_overlay)
        self.match = Button(
            theme,
            self.tr("Mark as verified"),
            kind=ButtonKind.PRIMARY,
            icon="shield-check",
            parent=self.card,
        )
        self.match.clicked.connect(self._on_match)
        self.foot.addWidget(later)
        self.foot.addWidget(self.match)
        if trust is Trust.VERIFIED:
            later.setText(self.tr("Close"))
            later.setAccessibleName(self.tr("Done"))
            self.match.hide()

    def _set_ready(self, *, is_ready: bool) -> None:
        for button in (self.match, self._from_file, self._from_clipboard):
            button.setEnabled(is_ready)

    def place_card(self) -> None:
        """Put below each other in a narrow window what else stands side by side."""
        direction = (
            QBoxLayout.Direction.LeftToRight
            if self.width() >= _BESIDE_FROM
            else QBoxLayout.Direction.TopToBottom
        )
        for layout in (self._panels, self._read_row):
            if layout.direction() != direction:
                layout.setDirection(direction)
        super().place_card()

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_number(self, number: SafetyNumber) -> None:
        """Show what to compare."""
        self.digits.show_digits(number.digits)
        self.code.show_data(number.code)
        self._set_ready(is_ready=True)

    def show_check(self, *, is_same: bool) -> None:
        """Say whether the other's code fits; after one that does not, nothing is marked by hand.

        Whoever compares by voice after all opens the dialog again.
        """
        if is_same:
            self.close_overlay()
        else:
            self.match.setEnabled(False)
            self._tell_fault(
                self.tr(
                    "This code does not fit. Either it is somebody else’s, an old one, or the "
                    "numbers do not match."
                )
            )

    def show_failure(self, error: ErrorText) -> None:
        """Say why it did not work."""
        self._tell_fault(error.sentence)

    def _tell_fault(self, text: str) -> None:
        self._answer.tell(NoticeKind.FAULT, text)
        self.place_card()

    # ── reading a code ────────────────────────────────────────────────────────────────────────

    def _choose_file(self) -> None:
        if self._files is not None:
            return
        files = QFileDialog(self, self.tr("Open a picture of the code"))
        files.setFileMode(QFileDialog.FileMode.ExistingFile)
        files.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif)"))
        files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files.fileSelected.connect(self._on_file_chosen)
        files.finished.connect(self._on_files_closed)
        self._files = files
        files.open()

    def _on_files_closed(self) -> None:
        self._files = None

    def _on_file_chosen(self, path: str) -> None:
        self._read(load_picture(path))

    def _read_clipboard(self) -> None:
        # An empty clipboard has no data at all, whatever the binding's types say.
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        self._read(QImage() if data is None else _picture_of(data))

    def _read(self, picture: QImage) -> None:
        if picture.isNull():
            self._tell_fault(self.tr("There is no picture that can be opened."))
            return
        codes = read_codes(picture)
        if not codes:
            self._tell_fault(
                self.tr("No code was found in this picture. It must be whole and sharp.")
            )
            return
        self.code_read.emit(codes[0])

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _on_match(self) -> None:
        self.match_requested.emit()
        self.close_overlay()

    def _on_mismatch(self) -> None:
        self.close_overlay()
        self.mismatch_requested.emit()

    def _on_withdraw(self) -> None:
        self.withdraw_requested.emit()
        self.close_overlay()


def _picture_of(data: QMimeData) -> QImage:
    """Return the picture of what was copied: the pixels themselves, or one file."""
    picture = data.imageData() if data.hasImage() else None
    if isinstance(picture, QImage):
        return picture
    urls = data.urls() if data.hasUrls() else []
    if urls and urls[0].isLocalFile():
        return load_picture(urls[0].toLocalFile())
    return QImage()
