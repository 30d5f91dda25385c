"""A window with the accessible names of the real app and nothing behind them, to test the driver.

With `--fault` it is broken in one way that the driver must notice.
"""

import argparse
import json
import signal
import socket
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSocketNotifier,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPalette, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

AnyIndex = QModelIndex | QPersistentModelIndex
PADDING = 8
FAULTS = (
    "none",
    "blank row",
    "bare bubble",
    "lost message",
    "never delivered",
    "no name",
    "crash",
    "leak",
    "bad end",
)
PAINTED_ALIKE = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
FIRST_FAULTY_ROW = 3


@dataclass(frozen=True)
class Row:
    text: str
    sender: str = ""
    is_delivered: bool = False

    def spoken(self) -> str:
        if self.sender:
            return f"{self.sender}, 14:02: {self.text}"
        return f"You, 14:03: {self.text}; {'delivered' if self.is_delivered else 'sent'}"


class Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def add(self, row: Row) -> None:
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def mark_delivered(self, number: int) -> None:
        self.rows[number] = replace(self.rows[number], is_delivered=True)
        self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken()
        return row.text if role == Qt.ItemDataRole.DisplayRole else None


class Painter(QStyledItemDelegate):
    def __init__(self, parent: QListView, fault: str) -> None:
        super().__init__(parent)
        self._list = parent
        self._fault = fault

    def _text_rectangle(self, text: str) -> QRect:
        room = QRect(0, 0, min(560, self._list.viewport().width() - 4 * PADDING), 1 << 20)
        return self._list.fontMetrics().boundingRect(room, int(PAINTED_ALIKE), text)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        height = self._text_rectangle(str(index.data())).height()
        return QSize(self._list.viewport().width(), height + 4 * PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        is_faulty = index.row() == FIRST_FAULTY_ROW
        if is_faulty and self._fault == "blank row":
            return
        area = option.rect
        text = str(index.data())
        size = self._text_rectangle(text).size()
        corner = area.topLeft()
        spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
        if spoken.startswith("You"):
            corner.setX(area.right() - size.width() - 3 * PADDING)
        bubble = QRect(corner, size).adjusted(
            PADDING, PADDING, PADDING + 2 * PADDING, PADDING + 2 * PADDING
        )
        painter.fillRect(bubble, QColor("#dbe6ff"))
        if not (is_faulty and self._fault == "bare bubble"):
            inner = bubble.adjusted(PADDING, PADDING, 0, 0)
            painter.drawText(inner, int(PAINTED_ALIKE), text)


class Composer(QPlainTextEdit):
    send_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Return and not event.modifiers():
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)


def named(widget: QWidget, name: str) -> QWidget:
    widget.setAccessibleName(name)
    return widget


def scramble(data: bytes) -> bytes:
    """Hide a text from the toy relay, which must not hold it, and bring it back."""
    return bytes(byte ^ 0x55 for byte in data)


def page(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    for widget in widgets:
        column.addWidget(widget)
    return holder


class Relay:
    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("ws://").partition(":")
        self.socket = socket.create_connection((host, int(port)))
        self._unread = b""

    def say(self, **message: object) -> None:
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def lines(self) -> list[dict[str, str]]:
        *lines, self._unread = (self._unread + self.socket.recv(1 << 20)).split(b"\n")
        return [json.loads(line) for line in lines]


class ToyWindow(QMainWindow):
    def __init__(self, relay: Relay | None, fault: str, data_dir: Path) -> None:
        super().__init__()
        self.setWindowTitle("SecureChat")
        self.fault = fault
        self.data_dir = data_dir
        self.name = self.peer = self.asker = ""
        self.dialog: QDialog | None = None
        self.found = QLabel("")
        self.messages = Rows()
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)
        self._build_first_run()
        self._build_shell()
        if relay is not None:
            self.relay = relay
            self.notifier = QSocketNotifier(relay.socket.fileno(), QSocketNotifier.Type.Read)
            self.notifier.activated.connect(self.on_relay)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.on_new_chat)

    def _build_first_run(self) -> None:
        create = QPushButton("Create an account")
        username = QLineEdit()
        named(username, "Username")
        proceed = QPushButton("Continue")
        card = page(username, proceed)
        card.hide()
        create.clicked.connect(card.show)
        self.pages.addWidget(page(create, card, QPushButton("Sign in")))
        password = QLineEdit()
        password.setEchoMode(QLineEdit.EchoMode.Password)
        named(password, "Password")
        register = QPushButton("Create account")
        self.pages.addWidget(page(password, register))
        proceed.clicked.connect(lambda: self.on_name_chosen(username.text()))
        register.clicked.connect(self.on_register)

    def _build_shell(self) -> None:
        self.header = QLabel("")
        self.presence = QLabel("")
        self.list = QListView()
        self.list.setModel(self.messages)
        self.list.setItemDelegate(Painter(self.list, self.fault))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        ground = self.list.palette()
        ground.setColor(QPalette.ColorRole.Base, QColor("#ffffff"))
        self.list.setPalette(ground)
        named(self.list, "Messages")
        self.composer = Composer()
        self.composer.setMaximumHeight(100)
        named(self.composer, "" if self.fault == "no name" else "Message")
        self.composer.send_requested.connect(self.on_send)
        send = QPushButton("Send")
        send.clicked.connect(self.on_send)
        add = QPushButton("Add a contact")
        add.clicked.connect(self.on_new_chat)
        self.requests = QListView()
        self.requests.setModel(self.messages)
        named(self.requests, "Message requests")
        self.requests.hide()
        self.accept = QPushButton("Accept")
        self.accept.hide()
        self.accept.clicked.connect(self.on_accept)
        show_requests = QPushButton("Requests")
        show_requests.clicked.connect(self.requests.show)
        self.requests.clicked.connect(self.on_request_chosen)
        self.pages.addWidget(page(add, show_requests, self.requests))
        self.pages.addWidget(
            page(self.header, self.presence, self.list, self.accept, self.composer, send)
        )

    def on_name_chosen(self, name: str) -> None:
        self.name = name
        self.pages.setCurrentIndex(1)

    def on_register(self) -> None:
        self.relay.say(kind="register", name=self.name)
        self.pages.setCurrentIndex(2)

    def on_new_chat(self) -> None:
        self.dialog = QDialog(self)
        self.dialog.setWindowTitle("New chat")
        name = QLineEdit()
        named(name, "Username")
        self.found = QLabel("")
        start = QPushButton("Start chat")
        column = QVBoxLayout(self.dialog)
        for widget in (name, self.found, start):
            column.addWidget(widget)
        name.textChanged.connect(lambda text: self.relay.say(kind="find", name=text))
        start.clicked.connect(lambda: self.on_start(name.text()))
        self.dialog.open()

    def on_start(self, name: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.open_conversation(name)

    def on_request_chosen(self) -> None:
        self.accept.show()
        self.pages.setCurrentIndex(3)

    def on_accept(self) -> None:
        self.accept.hide()
        self.open_conversation(self.asker)

    def open_conversation(self, peer: str) -> None:
        self.peer = peer
        self.header.setText(f"Conversation with {peer}")
        self.presence.setText("Presence: online")
        self.pages.setCurrentIndex(3)

    def on_send(self) -> None:
        text = self.composer.toPlainText()
        self.composer.clear()
        self.messages.add(Row(text))
        self.list.scrollToBottom()
        if self.fault == "leak":
            (self.data_dir / "toy.log").write_text(text)
        number = len(self.messages.rows) - 1
        hidden = scramble(text.encode()).hex()
        self.relay.say(kind="text", to=self.peer, sender=self.name, text=hidden, number=number)

    def on_relay(self) -> None:
        for said in self.relay.lines():
            match said["kind"]:
                case "find":
                    state = "online" if said["online"] else "offline"
                    self.found.setText(f"Found {said['name']}, {state}")
                case "text":
                    self.on_text(said)
                case "receipt" if self.fault != "never delivered":
                    self.messages.mark_delivered(int(said["number"]))

    def on_text(self, said: dict[str, str]) -> None:
        if not self.peer:
            self.asker = said["sender"]
        is_faulty = len(self.messages.rows) >= FIRST_FAULTY_ROW
        if is_faulty and self.fault == "crash":
            signal.raise_signal(signal.SIGSEGV)
        if not (is_faulty and self.fault == "lost message"):
            text = scramble(bytes.fromhex(said["text"])).decode()
            self.messages.add(Row(text, sender=said["sender"]))
            self.list.scrollToBottom()
        self.relay.say(kind="receipt", to=said["sender"], number=said["number"])


def main(arguments: list[str]) -> int:
    """Show the window until it is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--relay")
    parser.add_argument("--fault", choices=FAULTS, default="none")
    parser.add_argument("--texts", type=Path, help="JSON list: open a conversation of these")
    options = parser.parse_args(arguments)
    options.data_dir.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    window = ToyWindow(
        Relay(options.relay) if options.relay else None, options.fault, options.data_dir
    )
    if options.texts:
        window.open_conversation("bob")
        for number, text in enumerate(json.loads(options.texts.read_text())):
            window.messages.add(Row(text, sender="bob" if number % 2 else "", is_delivered=True))
    window.resize(1180, 740)
    window.show()
    return application.exec() or (options.fault == "bad end")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
