"""The settings about the server: where it is, how the app stands with it, another address."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.events import ConnectionChanged
from desktop.core.records import ConnectionState, ProfileRecord
from desktop.ui.buttons import Button
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.error_texts import ErrorText
from desktop.ui.fields import TextField
from desktop.ui.labels import TextLabel
from desktop.ui.relay_address import complete_address, short_address
from desktop.ui.theme import Theme
from desktop.ui.trouble_texts import describe_trouble
from desktop.ui.typography import TypeStyle


class NetworkPage(SettingsPage):
    """Shows the server of the account.

    Attributes:
        state: How the app stands with it.
        address: Another address to reach it at.
        try_now: Does not wait for the next planned try.
        use: Uses the typed address from now on.

    Signals:
        try_requested(): Try to connect now.
        move_requested(str): Use this address from now on.
    """

    try_requested = Signal()
    move_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the page without a server; `show_profile` and `show_connection` bring it."""
        super().__init__(theme, parent)
        self.server = TextLabel(theme, TypeStyle.BODY_MEDIUM, role="secondary", parent=self)
        self.state = TextLabel(theme, TypeStyle.BODY_MEDIUM, role="secondary", parent=self)
        self.try_now = Button(theme, self.tr("Try now"), parent=self)
        self.address = TextField(
            theme,
            self.tr("Another address of the same server"),
            help_text=self.tr(
                "When the server has moved, or an invite when it was set up anew. Your account and "
                "your contacts stay."
            ),
            parent=self,
        )
        self.use = Button(theme, self.tr("Use this address"), parent=self)
        self.add_heading(self.tr("Server"))
        self.add_row(self.tr("Address"), "", self.server)
        self.add_row(self.tr("Connection"), "", self.state)
        self.add_buttons(self.try_now)
        self.add_line()
        self.add_heading(self.tr("Server moved"))
        self.add_block(self.address)
        self.add_buttons(self.use)
        self._column.addStretch(1)
        self.try_now.hide()
        self.try_now.clicked.connect(self.try_requested)
        self.use.clicked.connect(self._on_move)
        self.address.entered.connect(self._on_move)
        self.address.text_changed.connect(lambda _text: self.address.show_help())

    # ── answers ───────────────────────────────────────────────────────────────────────────────

    def show_profile(self, profile: ProfileRecord) -> None:
        """Show where the server is."""
        self.server.setText(short_address(profile.relay_address))

    def show_moved(self, profile: ProfileRecord) -> None:
        """Say that the other address counts."""
        self.show_profile(profile)
        self.use.setEnabled(True)
        self.address.set_text("")
        self.address.show_mark(self.tr("Changed"))

    def show_not_moved(self, error: ErrorText) -> None:
        """Say why the old address stays."""
        self.use.setEnabled(True)
        self.address.show_fault(error.sentence)

    def show_connection(self, change: ConnectionChanged) -> None:
        """Show how the app stands with the server."""
        is_connected = change.state in {ConnectionState.ONLINE, ConnectionState.CATCHING_UP}
        if is_connected:
            words = self.tr("Connected")
        elif change.state is ConnectionState.CONNECTING:
            words = self.tr("Connecting…")
        else:
            words = describe_trouble(change.trouble)
        self.state.setText(words)
        self.state.set_role("good" if is_connected else "secondary")
        self.try_now.setVisible(change.state is ConnectionState.OFFLINE)

    def _on_move(self) -> None:
        address = complete_address(self.address.text)
        if not address:
            self.address.show_fault(self.tr("Type the new address first."))
            return
        self.use.setEnabled(False)
        self.move_requested.emit(address)


def build(context: SettingsContext, parent: QWidget) -> NetworkPage:
    """Make the page and connect it; it shows what is known now."""
    page = NetworkPage(context.theme, parent)
    bridge = context.bridge
    page.try_requested.connect(bridge.reconnect_now)
    page.move_requested.connect(bridge.account.move_relay)
    bridge.account.relay_moved.connect(page.show_moved)
    bridge.account.relay_not_moved.connect(page.show_not_moved)
    bridge.connection_changed.connect(page.show_connection)
    if bridge.profile is not None:
        page.show_profile(bridge.profile)
    if bridge.connection is not None:
        page.show_connection(bridge.connection)
    return page
