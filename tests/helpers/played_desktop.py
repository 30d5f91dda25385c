"""Plays the desktop's side on a private bus: a notification service and a tray, seen from inside.

Debian's small packages have neither; a real desktop would hide what a test wants to see.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

PATIENCE_S = 20.0
_LOOK_AGAIN_S = 0.05

NOTIFICATIONS = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
WATCHER = DBusAddress(
    "/StatusNotifierWatcher",
    bus_name="org.kde.StatusNotifierWatcher",
    interface="org.kde.StatusNotifierWatcher",
)
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"


@dataclass(frozen=True)
class Shown:
    """A notification as the desktop was asked to show it.

    Attributes:
        number: The desktop's own number.
        replaces: The number that it stands in place of, 0 for none.
    """

    number: int
    replaces: int
    title: str
    body: str
    actions: tuple[str, ...]


@dataclass
class PlayedDesktop:
    """The desktop's side of one session.

    Attributes:
        news: Everything that happened, in order: Shown, the number of a closed one, or the name
            of a tray item's owner.
    """

    address: str
    capabilities: tuple[str, ...] = ("actions", "body", "body-markup")
    news: "queue.Queue[Shown | int | str]" = field(default_factory=queue.Queue)
    _wishes: "queue.Queue[Message]" = field(default_factory=queue.Queue)
    _next_number: int = 1
    _items: list[str] = field(default_factory=list)

    # ── what a test sees and does ─────────────────────────────────────────────────────────────

    def next_shown(self) -> Shown:
        """Wait for the next notification; what else happened before it is passed over."""
        while True:
            news = self.news.get(timeout=PATIENCE_S)
            if isinstance(news, Shown):
                return news

    def next_closed(self) -> int:
        """Wait until a notification was taken back, and return its number."""
        while True:
            news = self.news.get(timeout=PATIENCE_S)
            if isinstance(news, int):
                return news

    def next_tray_item(self) -> str:
        """Wait until a program stands in the tray, and return its name on the bus."""
        while True:
            news = self.news.get(timeout=PATIENCE_S)
            if isinstance(news, str):
                return news

    def click(self, number: int) -> None:
        """Click a notification, as its one action."""
        self._signal("ActionInvoked", "us", (number, "default"))

    def expire(self, number: int) -> None:
        """Let a notification go by itself."""
        self._signal("NotificationClosed", "uu", (number, 1))

    def tray_property(self, owner: str, name: str) -> Any:  # noqa: ANN401
        """Return a property of a tray item, such as ToolTip."""
        item = DBusAddress("/StatusNotifierItem", bus_name=owner, interface=_ITEM)
        return self._ask(Properties(item).get(name))[0][1]

    def activate_tray(self, owner: str) -> None:
        """Click a tray item."""
        item = DBusAddress("/StatusNotifierItem", bus_name=owner, interface=_ITEM)
        self._ask(new_method_call(item, "Activate", "ii", (0, 0)))

    def tray_menu(self, owner: str) -> dict[str, int]:
        """Return the texts of a tray item's menu with their numbers."""
        menu = DBusAddress("/MenuBar", bus_name=owner, interface=_MENU)
        answer = self._ask(new_method_call(menu, "GetLayout", "iias", (0, -1, ["label"])))
        rows = [row[1] for row in answer[1][2]]
        return {row[1]["label"][1]: row[0] for row in rows if "label" in row[1]}

    def choose_in_tray_menu(self, owner: str, text: str) -> None:
        """Choose a row of a tray item's menu."""
        menu = DBusAddress("/MenuBar", bus_name=owner, interface=_MENU)
        number = self.tray_menu(owner)[text]
        event = (number, "clicked", ("s", ""), 0)
        self._ask(new_method_call(menu, "Event", "isvu", event))

    def _ask(self, call: Message) -> tuple[Any, ...]:
        connection = open_dbus_connection(self.address)
        try:
            reply = connection.send_and_get_reply(call, timeout=PATIENCE_S)
        finally:
            connection.close()
        assert reply.header.message_type is MessageType.method_return, reply.body
        return tuple(reply.body)

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        self._wishes.put(new_signal(NOTIFICATIONS, name, signature, body))

    # ── the desktop ───────────────────────────────────────────────────────────────────────────

    def serve(self, connection: DBusConnection, stopped: threading.Event) -> None:
        """Answer calls until `stopped`."""
        while not stopped.is_set():
            with contextlib.suppress(queue.Empty):
                while True:
                    connection.send(self._wishes.get_nowait())
            try:
                message = connection.receive(timeout=_LOOK_AGAIN_S)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                connection.send(self._answer(message))

    def _answer(self, call: Message) -> Message:
        member = call.header.fields[HeaderFields.member]
        if member == "Get":
            kind, value = self._properties()[call.body[1]]
            return new_method_return(call, "v", ((kind, value),))
        if member == "GetCapabilities":
            return new_method_return(call, "as", (list(self.capabilities),))
        if member == "Notify":
            return new_method_return(call, "u", (self._show(call.body),))
        if member == "CloseNotification":
            self.news.put(int(call.body[0]))
        elif member == "RegisterStatusNotifierItem":
            owner = str(call.header.fields[HeaderFields.sender])
            self._items.append(owner)
            self.news.put(owner)
        else:
            return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
        return new_method_return(call)

    def _properties(self) -> dict[str, tuple[str, object]]:
        return {
            "IsStatusNotifierHostRegistered": ("b", True),
            "RegisteredStatusNotifierItems": ("as", self._items),
            "ProtocolVersion": ("i", 0),
        }

    def _show(self, body: tuple[Any, ...]) -> int:
        _program, replaces, _icon, title, text, actions, _hints, _expiry = body
        number = replaces or self._next_number
        self._next_number = max(self._next_number, number + 1)
        self.news.put(Shown(number, replaces, title, text, tuple(actions)))
        return int(number)


@contextlib.contextmanager
def played_desktop(address: str, *, has_tray: bool = True) -> Iterator[PlayedDesktop]:
    """Play the desktop on a bus until the block ends.

    Args:
        address: Of the session bus.
        has_tray: Whether there is a tray beside the notifications.
    """
    desktop = PlayedDesktop(address)
    connection = open_dbus_connection(address)
    for name in [NOTIFICATIONS.bus_name, *([WATCHER.bus_name] if has_tray else [])]:
        connection.send_and_get_reply(message_bus.RequestName(name), timeout=PATIENCE_S)
    stopped = threading.Event()
    thread = threading.Thread(target=desktop.serve, args=(connection, stopped), daemon=True)
    thread.start()
    try:
        yield desktop
    finally:
        stopped.set()
        thread.join(PATIENCE_S)
        connection.close()
