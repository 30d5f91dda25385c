"""The desktop's notification service on Linux (Desktop Notifications Specification 1.2, D-Bus).

Qt's tray messages cannot tell which message was clicked; this service can.
"""

import asyncio
import contextlib
import html
import logging
from collections.abc import Callable
from typing import Any, Final

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call  # type: ignore[import-untyped]
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection  # type: ignore[import-untyped]

_log = logging.getLogger(__name__)

_SERVICE: Final = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
_ASKED_FOR_DEFAULT_EXPIRY: Final = -1
_SIGNALS_KEPT: Final = 64
_REPLY_TIMEOUT_S: Final = 10.0


class NotificationService:
    """Shows at most one notification a tag, and tells which tag was clicked.

    Every call returns at once; what cannot be shown is logged and forgotten, since a notification
    only points at what the window shows anyway.
    """

    def __init__(self, on_clicked: Callable[[int], None]) -> None:
        """Make a service that is not connected.

        Args:
            on_clicked: Told the tag of a notification that the person clicked, on the loop.
        """
        self._on_clicked = on_clicked
        self._wishes: asyncio.Queue[tuple[int, str, str] | int] = asyncio.Queue()
        self._shown: dict[int, int] = {}
        self._has_markup = False

    def show(self, tag: int, title: str, body: str) -> None:
        """Show a notification in place of the one with the same tag."""
        self._wishes.put_nowait((tag, title, body))

    def withdraw(self, tag: int) -> None:
        """Take the notification with this tag away."""
        self._wishes.put_nowait(tag)

    async def run(self, *, action: str, on_ready: Callable[[], None] = lambda: None) -> bool:
        """Serve until cancelled.

        Args:
            action: What a click does, in the person's language.
            on_ready: Told once the desktop has such a service.

        Returns:
            False at once if the desktop has no notification service; True if it went away later.
        """
        try:
            connection = await open_dbus_connection("SESSION")
        except (OSError, KeyError, EOFError, ValueError) as error:
            _log.info("no session bus: %s", type(error).__name__)
            return False
        try:
            async with DBusRouter(connection) as router:
                return await self._serve(router, action, on_ready)
        except (EOFError, ConnectionError):
            _log.info("the session bus went away")
            return True
        finally:
            await _close(connection)

    async def _serve(self, router: DBusRouter, action: str, on_ready: Callable[[], None]) -> bool:
        try:
            capabilities = await self._ask(router, "GetCapabilities")
        except _ServiceError:
            return False
        self._has_markup = "body-markup" in capabilities[0]
        signals: asyncio.Queue[Message] = asyncio.Queue(_SIGNALS_KEPT)
        rule = MatchRule(type="signal", interface=_SERVICE.interface, path=_SERVICE.object_path)
        await router.send_and_get_reply(message_bus.AddMatch(rule))
        with router.filter(rule, queue=signals):
            on_ready()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._hear(signals), name="notification clicks")
                    group.create_task(self._fulfil(router, action), name="notifications")
            finally:
                await self._leave_nothing(router)
        return True

    async def _fulfil(self, router: DBusRouter, action: str) -> None:
        while True:
            wish = await self._wishes.get()
            try:
                if isinstance(wish, int):
                    await self._withdraw(router, wish)
                else:
                    await self._show(router, action, *wish)
            except _ServiceError as error:
                _log.info("the desktop took no notification: %s", error)

    async def _show(self, router: DBusRouter, action: str, tag: int, title: str, body: str) -> None:
        text = html.escape(body, quote=False) if self._has_markup else body
        hints = {"desktop-entry": ("s", "securechat"), "category": ("s", "im.received")}
        answer = await self._ask(
            router,
            "Notify",
            "susssasa{sv}i",
            (
                "SecureChat",
                self._shown.get(tag, 0),
                "securechat",
                title,
                text,
                ["default", action],
                hints,
                _ASKED_FOR_DEFAULT_EXPIRY,
            ),
        )
        self._shown[tag] = answer[0]

    async def _withdraw(self, router: DBusRouter, tag: int) -> None:
        number = self._shown.pop(tag, None)
        if number is not None:
            await self._ask(router, "CloseNotification", "u", (number,))

    async def _leave_nothing(self, router: DBusRouter) -> None:
        """Take back what is still shown: a click on it could lead nowhere."""
        with contextlib.suppress(OSError):
            for number in self._shown.values():
                await router.send(new_method_call(_SERVICE, "CloseNotification", "u", (number,)))
        self._shown.clear()

    async def _hear(self, signals: asyncio.Queue[Message]) -> None:
        while True:
            message = await signals.get()
            member = message.header.fields.get(HeaderFields.member)
            if member not in {"ActionInvoked", "NotificationClosed"}:
                continue
            number = message.body[0]
            tag = next((tag for tag, shown in self._shown.items() if shown == number), None)
            if tag is None:
                continue  # another program's
            if member == "ActionInvoked":
                self._on_clicked(tag)
            else:
                del self._shown[tag]

    @staticmethod
    async def _ask(
        router: DBusRouter, method: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        call = new_method_call(_SERVICE, method, signature, body)
        try:
            async with asyncio.timeout(_REPLY_TIMEOUT_S):
                reply = await router.send_and_get_reply(call)
        except TimeoutError:
            raise _ServiceError("no answer") from None
        if reply.header.message_type is MessageType.error:
            raise _ServiceError(str(reply.header.fields.get(HeaderFields.error_name)))
        return tuple(reply.body)


class _ServiceError(Exception):
    """The service refused a call or did not answer."""


async def _close(connection: DBusConnection) -> None:
    try:
        await connection.close()
    except OSError:
        _log.debug("the session bus was gone at the end")
