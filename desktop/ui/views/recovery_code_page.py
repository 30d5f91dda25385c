"""The page that shows a new recovery code once, and lets two of its groups be typed back."""

from PySide6.QtCore import QPointF, QRectF, QSaveFile, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.core.records import LockKind
from desktop.ui.buttons import Button, ButtonKind, IconButton
from desktop.ui.choices import Toggle
from desktop.ui.dialogs.setting_rows import SettingRow
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle
from desktop.ui.views.first_run_side import FirstRunSide
from desktop.ui.views.form_page import FormPage, StepDots
from desktop.ui.views.notice import Notice, NoticeKind

_SIDE_FROM_WIDTH = Px(900)
_COLUMNS = 3
_ROW = Px(54)
_ABOVE = Px(17)
_FOOT = Px(53)
_PAIRS = [(first, second) for first in range(6) for second in range(first + 1, 6)]
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class _CodeCard(QWidget):
    """The six groups with their numbers, and below them what can be done with the whole."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: tuple[str, ...] = ()
        self.copy = Button(theme, self.tr("Copy"), kind=ButtonKind.QUIET, icon="copy", parent=self)
        self.save = Button(
            theme, self.tr("Save as file…"), kind=ButtonKind.QUIET, icon="download", parent=self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 2 * _ROW + _ABOVE, px(12), 0)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addSpacing(px(20))
        row.addWidget(self.save)
        row.addStretch(1)
        self.setFixedHeight(2 * _ROW + _ABOVE + _FOOT)
        theme.changed.connect(self.update)

    def show_groups(self, groups: tuple[str, ...]) -> None:
        self._groups = groups
        numbered = [
            self.tr("{number}: {group}").format(number=number, group=" ".join(group))
            for number, group in enumerate(groups, 1)
        ]
        self.setAccessibleName(self.tr("Recovery code"))
        self.setAccessibleDescription(", ".join(numbered))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.list))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
        painter.drawPath(path)
        line = self.height() - _FOOT
        painter.drawLine(QPointF(box.left(), line), QPointF(box.right(), line))
        column = (self.width() - px(24)) / _COLUMNS
        for place, group in enumerate(self._groups):
            # A code reads from the left in every language.
            left = px(12) + place % _COLUMNS * column
            top = _ABOVE + place // _COLUMNS * _ROW
            painter.setFont(TypeStyle.CODE_LARGE.font)
            painter.setPen(QColor(tokens.text))
            height = TypeStyle.CODE_LARGE.line_px
            painter.drawText(QRectF(left, top, column, height), Qt.AlignmentFlag.AlignCenter, group)
            painter.setFont(TypeStyle.META.font)
            painter.setPen(QColor(tokens.secondary))
            meta = QFontMetricsF(TypeStyle.META.font).height()
            painter.drawText(
                QRectF(left, top + height, column, meta),
                Qt.AlignmentFlag.AlignCenter,
                self.locale().toString(place + 1),
            )


class RecoveryCodePage(FormPage):
    """Shows a code; `finished` comes once two of its groups were typed back.

    Attributes:
        fields: Where the two groups are typed.
        renew: Whether everything is to be encrypted anew.
        password: Of the lock or the vault, asked for with that.
        asked: Which groups they are, counted from 0.

    Signals:
        finished(str): The person has this code.
        later_requested(): Another time.
        back_requested(): Back to where the person came from; the code before still counts.
    """

    finished = Signal(str)
    later_requested = Signal()
    back_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        groups: tuple[str, ...],
        *,
        is_first_run: bool,
        can_wait: bool,
        can_go_back: bool,
        renewal: LockKind | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show a code.

        Args:
            theme: Gives the colours at each paint.
            groups: The six groups.
            is_first_run: True to show it as the last of three steps.
            can_wait: True to offer to do it later.
            can_go_back: True to offer the way back.
            renewal: Offer to encrypt everything anew, where this is what is typed to open the
                profile; None to offer nothing.
            parent: Qt parent.
        """
        super().__init__(parent=parent)
        self._theme = theme
        self._groups = groups
        self._files: QFileDialog | None = None
        self.asked = _PAIRS[sum(map(ord, "".join(groups))) % len(_PAIRS)]
        self._card = _CodeCard(theme, self)
        self._card.show_groups(groups)
        self.fields = [
            TextField(theme, self.tr("Group {number}").format(number=place + 1), parent=self)
            for place in self.asked
        ]
        self._finish = Button(
            theme, self.tr("Finish"), kind=ButtonKind.PRIMARY, is_large=True, parent=self
        )
        self._finish.setEnabled(False)
        self.renew = Toggle(theme, self.tr("Encrypt everything anew"), self)
        self._can_renew = renewal is not None
        label = self.tr("Your password")
        if renewal is LockKind.PASSPHRASE:
            label = self.tr("Your passphrase")
        self.password = TextField(theme, label, is_secret=True, parent=self)
        self.password.hide()
        self._needs_password = renewal not in {None, LockKind.OFF}
        self._later = Button(theme, self.tr("Later"), kind=ButtonKind.QUIET, parent=self)
        self._later.setVisible(can_wait)
        self._fault = Notice(theme, NoticeKind.FAULT, parent=self)
        self._back = back = IconButton(theme, "arrow-left", self.tr("Back"), parent=self)
        back.setVisible(can_go_back)
        self.head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        self.head.addStretch(1)
        self._lay_out(is_first_run=is_first_run)
        back.clicked.connect(self.back_requested)
        self._later.clicked.connect(self.later_requested)
        self._finish.clicked.connect(self._on_finish)
        self.renew.toggled.connect(self._on_renew_toggled)
        self.password.entered.connect(self._on_entered)
        self.password.text_changed.connect(self._on_typed)
        self._card.copy.clicked.connect(self._on_copy)
        self._card.save.clicked.connect(self._on_save)
        for field in self.fields:
            field.edit.setFont(TypeStyle.CODE_FIELD.font)
            field.edit.setMaxLength(len(groups[0]))
            field.text_changed.connect(self._on_typed)
            field.entered.connect(self._on_entered)

    def _add_text(self, style: TypeStyle, text: str, role: str = "text") -> None:
        self.form.addWidget(
            TextLabel(self._theme, style, text=text, role=role, wraps=True, parent=self)
        )

    def _lay_out(self, *, is_first_run: bool) -> None:
        form, theme = self.form, self._theme
        if is_first_run:
            steps = QHBoxLayout()
            steps.setSpacing(px(12))
            steps.addWidget(StepDots(theme, current=3, count=3, parent=self))
            words = self.tr("Step 3 of 3")
            steps.addWidget(
                TextLabel(theme, TypeStyle.CAPTION, text=words, role="secondary", parent=self), 1
            )
            form.addLayout(steps)
            form.addSpacing(px(16))
        self._add_text(TypeStyle.TITLE, self.tr("Keep this code somewhere safe"))
        form.addSpacing(px(4))
        self._add_text(
            TypeStyle.BODY,
            self.tr(
                "It is the only way back to your chats if you forget the password or this "
                "computer loses its keyring. Write it down or save it. It is shown once."
            ),
            "secondary",
        )
        form.addSpacing(px(16))
        form.addWidget(self._card)
        form.addSpacing(px(20))
        self._add_text(
            TypeStyle.BODY_MEDIUM, self.tr("To be sure you have it, type two of the groups")
        )
        form.addSpacing(px(6))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        for field in self.fields:
            # At the top: what one of them says below its field does not move the other.
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        form.addLayout(row)
        self._add_renewal()
        form.addSpacing(px(16))
        form.addWidget(self._finish)
        form.addWidget(self._fault)
        form.addSpacing(px(12))
        foot = QHBoxLayout()
        foot.addWidget(
            Notice(
                theme,
                NoticeKind.HINT,
                self.tr("You can make a new code in Settings at any time."),
                parent=self,
            ),
            1,
        )
        foot.addWidget(self._later, 0, Qt.AlignmentFlag.AlignVCenter)
        form.addLayout(foot)

    def _add_renewal(self) -> None:
        words = self.tr("If somebody may have seen the old code. It takes a moment.")
        row = SettingRow(self._theme, self.renew.accessibleName(), words, self.renew, self)
        row.setVisible(self._can_renew)
        self.form.addWidget(row)
        self.form.addWidget(self.password)

    @property
    def code(self) -> str:
        """The whole code, its groups parted by spaces."""
        return " ".join(self._groups)

    def start(self) -> None:
        """Put the cursor into the first field."""
        self.fields[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failure(self, sentence: str) -> None:
        """Say why it is not finished; the code stays in sight."""
        self._finish.setEnabled(True)
        self._fault.tell(NoticeKind.FAULT, sentence)

    # ── slots ─────────────────────────────────────────────────────────────────────────────────

    def _is_right(self, field: TextField, place: int) -> bool:
        typed = field.text.strip().upper().translate(_LOOK_ALIKES)
        return typed == self._groups[place]

    def _on_typed(self) -> None:
        self._fault.clear()
        right = 0
        for field, place in zip(self.fields, self.asked, strict=True):
            if self._is_right(field, place):
                right += 1
                field.show_mark("")
            elif len(field.text) == len(self._groups[place]):
                field.show_fault(self.tr("Not as above"))
            else:
                field.clear_marks()
        has_password = self.password.isHidden() or bool(self.password.text)
        self._finish.setEnabled(right == len(self.fields) and has_password)

    def _on_renew_toggled(self) -> None:
        self.password.setVisible(self.renew.isChecked() and self._needs_password)
        self._on_typed()

    def _on_entered(self) -> None:
        if self._finish.isEnabled():
            self._on_finish()
        else:
            self.focusNextChild()

    def _on_finish(self) -> None:
        self._finish.setEnabled(False)
        self.finished.emit(self.code)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self._card.copy.setText(self.tr("Copied"))
        self._card.copy.setAccessibleName(self.tr("Copied"))

    def _on_save(self) -> None:
        if self._files is not None:
            return
        files = QFileDialog(self, self.tr("Save the recovery code"))
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setDefaultSuffix("txt")
        files.selectFile(self.tr("SecureChat recovery code") + ".txt")
        files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files.fileSelected.connect(self.save_to)
        files.finished.connect(self._on_files_closed)
        self._files = files
        files.open()

    def _on_files_closed(self) -> None:
        self._files = None

    def save_to(self, path: str) -> None:
        """Write the code into a file, or say that it cannot be written."""
        text = self.tr(
            "Recovery code of SecureChat\n\n{code}\n\nIt opens the chats on the computer on which "
            "it was made. Keep it where only you can read it.\n"
        ).format(code=self.code)
        file = QSaveFile(path)
        is_written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(text.encode()) > 0
        if is_written and file.commit():
            file.setPermissions(QSaveFile.Permission.ReadOwner | QSaveFile.Permission.WriteOwner)
            self._card.save.setText(self.tr("Saved"))
            self._card.save.setAccessibleName(self.tr("Saved"))
        else:
            self._fault.tell(
                NoticeKind.FAULT, self.tr("This file cannot be written. Choose another place.")
            )


class RecoveryCodeView(Surface):
    """The page as it fills the window, beside the brand side where there is room.

    Attributes:
        page: The page itself.
    """

    def __init__(
        self,
        theme: Theme,
        groups: tuple[str, ...],
        *,
        is_first_run: bool = False,
        can_wait: bool = False,
        can_go_back: bool = False,
        renewal: LockKind | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show a code; see `RecoveryCodePage`."""
        super().__init__(theme, "window", parent=parent)
        self._side = FirstRunSide(theme, self)
        self.page = RecoveryCodePage(
            theme,
            groups,
            is_first_run=is_first_run,
            can_wait=can_wait,
            can_go_back=can_go_back,
            renewal=renewal,
            parent=self,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(self.page, 1)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the side out where there is no room for it."""
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= _SIDE_FROM_WIDTH)
