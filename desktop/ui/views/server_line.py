"""The server at the foot of the first page: one quiet line, or a field once it is to be changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.config import LOCAL_RELAY
from desktop.core.records import InviteFound
from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.picture import IconTile
from desktop.ui.relay_address import complete_address, is_invite, short_address, typed_address
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle


class ServerLine(QWidget):
    """Says which server is meant, and takes another.

    It is given by its address, by a pasted invite, or is one that the app runs itself.

    Attributes:
        field: Where it is typed.

    Signals:
        changed(): Another server is meant, or none.
        entered(): Enter was pressed in the field.
        invite_pasted(str): Whose invite is it? Answer with `show_invite` or `show_invite_fault`.
    """

    changed = Signal()
    invite_pasted = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme, address: str, parent: QWidget | None = None) -> None:
        """Offer an address, or ask for one if it is empty."""
        super().__init__(parent)
        self._theme = theme
        self.field = TextField(
            theme,
            self.tr("Server"),
            help_text=self.tr("Its address, or an invite from somebody who is there."),
            parent=self,
        )
        self.field.set_text("" if address == LOCAL_RELAY else typed_address(address))
        self.field.edit.setPlaceholderText("chat.example")
        self._is_local = address == LOCAL_RELAY
        self._here = Button(
            theme,
            self.tr("Run a server on this computer"),
            kind=ButtonKind.QUIET,
            style=TypeStyle.CAPTION_STRONG,
            parent=self,
        )
        self._line = QWidget(self)
        self._words = TextLabel(
            theme,
            TypeStyle.CAPTION,
            text=self.tr("Server: {address}").format(address=short_address(address)),
            role="secondary",
            parent=self._line,
        )
        self._change = Button(
            theme,
            self.tr("Change"),
            kind=ButtonKind.QUIET,
            style=TypeStyle.CAPTION_STRONG,
            parent=self._line,
        )
        self._change.setAccessibleName(self.tr("Change server"))
        self._local_hint = TextLabel(
            theme,
            TypeStyle.CAPTION,
            text=self.tr("Reached from this computer alone, while SecureChat is open."),
            role="secondary",
            parent=self,
        )
        self._lay_out()
        self._show_field(is_shown=not address)
        self.field.text_changed.connect(self._on_text_changed)
        self.field.entered.connect(self.entered)
        self._change.clicked.connect(self._on_change)
        self._here.clicked.connect(self._on_here)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        icon = IconTile(self._theme, "server", size=16, icon_size=16, radius=0, parent=self._line)
        row.addWidget(icon)
        row.addWidget(self._words)
        row.addWidget(self._change)
        row.addStretch(1)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(px(8))
        column.addWidget(self.field)
        column.addWidget(self._here)
        column.addWidget(self._line)
        column.addWidget(self._local_hint, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def address(self) -> str:
        """The address with its scheme, the invite, or LOCAL_RELAY; empty if there is none."""
        return LOCAL_RELAY if self._is_local else complete_address(self.field.text)

    @property
    def is_typed(self) -> bool:
        """Whether the server is given here by its address, not by an invite or run by the app."""
        return not self.isHidden() and not self._is_local

    @property
    def is_asked(self) -> bool:
        """Whether the field shows in which it is typed."""
        return not self.isHidden() and not self.field.isHidden()

    def require(self) -> bool:
        """Tell whether there is an address; if not, ask for it."""
        if self.address:
            return True
        self.show_fault(self.tr("Type the address of your server."))
        self.enter()
        return False

    def enter(self) -> None:
        """Put the cursor into the field, over what stands there."""
        self.field.setFocus()
        self.field.edit.selectAll()

    def show_fault(self, text: str) -> None:
        """Say what is wrong with it, in its field; the cursor stays where it is."""
        self._show_field(is_shown=True)
        self.field.show_fault(text)

    def clear_fault(self) -> None:
        """Take a fault away, and nothing else that stands there."""
        if self.field.has_fault:
            self.field.show_help()

    def show_invite(self, link: str, found: InviteFound) -> None:
        """Say whose invite stands in the field."""
        if link == self.address:
            self.field.show_mark("")
            self.field.show_note(
                self.tr("{server}, where {name} is").format(
                    server=short_address(found.relay_address), name=found.username
                )
            )

    def show_invite_fault(self, link: str, error: ErrorText) -> None:
        """Say why the invite in the field cannot be used."""
        if link == self.address:
            self.field.show_fault(error.sentence)

    def _on_text_changed(self) -> None:
        self.field.show_help()
        if is_invite(self.address):
            self.invite_pasted.emit(self.address)
        self.changed.emit()

    def _show_field(self, *, is_shown: bool) -> None:
        self.field.setVisible(is_shown)
        self._column.setContentsMargins(0, px(12) if is_shown else 0, 0, 0)
        self._here.setVisible(is_shown)
        self._line.setVisible(not is_shown)
        self._local_hint.setVisible(self._is_local)

    def _on_here(self) -> None:
        self._is_local = True
        self._words.setText(self.tr("Server: {address}").format(address=short_address(LOCAL_RELAY)))
        self._show_field(is_shown=False)
        self._change.setFocus()
        self.changed.emit()

    def _on_change(self) -> None:
        was_local, self._is_local = self._is_local, False
        self._show_field(is_shown=True)
        self.enter()
        if was_local:
            self.changed.emit()
