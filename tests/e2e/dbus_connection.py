"""A connection to one D-Bus bus: calls with a deadline, and waiting for its signals."""

from collections.abc import Sequence
from typing import cast

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    MessageType,
    new_method_call,
)
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io import blocking  # type: ignore[import-untyped]

from tests.e2e.processes import RunningProcess
from tests.e2e.waiting import Deadline, StoryFailed, wait_until

# A program that does not answer for this long is stuck; a busy one answers late.
CALL_PATIENCE_S = 30.0
# An event that arrives during a call is not kept, so a wait looks again at least this often.
LONGEST_SILENCE_S = 0.1

NOBODY_THERE = frozenset(
    {
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.UnknownObject",
        "org.freedesktop.DBus.Error.UnknownMethod",
        "org.freedesktop.DBus.Error.UnknownInterface",
        "org.freedesktop.DBus.Error.UnknownProperty",
        "org.freedesktop.DBus.Error.InvalidArgs",
        "org.freedesktop.DBus.Error.Failed",
        "org.freedesktop.DBus.Error.NoReply",
    }
)


class CallRefused(Exception):
    """The other side answered a call with an error: what was asked for is not there (any more)."""


class DBusConnection:
    """One connection, used from one thread.

    Attributes:
        unique_name: Its own name on the bus.
    """

    def __init__(self, address: str) -> None:
        try:
            self._connection = blocking.open_dbus_connection(address, auth_timeout=CALL_PATIENCE_S)
        except (OSError, ValueError) as error:
            raise StoryFailed(f"the bus at {address} does not answer: {error}") from error
        self.unique_name = cast("str", self._connection.unique_name)

    def close(self) -> None:
        """Close it; it cannot be used afterwards."""
        self._connection.close()

    def call(
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        *,
        signature: str = "",
        body: Sequence[object] = (),
    ) -> tuple[object, ...]:
        """Call a method and return its results.

        Raises:
            CallRefused: the other side, or its object, is not there or cannot do it.
            StoryFailed: it did not answer in time, or the bus is gone.
        """
        where = DBusAddress(path, bus_name=destination, interface=interface)
        message = new_method_call(where, member, signature or None, tuple(body))
        try:
            reply = self._connection.send_and_get_reply(message, timeout=CALL_PATIENCE_S)
        except TimeoutError:
            raise StoryFailed(
                f"no answer to {interface}.{member} within {CALL_PATIENCE_S:g} s"
            ) from None
        except OSError as error:
            raise StoryFailed(f"the connection to the bus broke: {error}") from error
        if reply.header.message_type is MessageType.error:
            problem = DBusErrorResponse(reply)
            if problem.name in NOBODY_THERE:
                raise CallRefused(f"{member}: {problem.name}")
            raise StoryFailed(f"{interface}.{member} failed: {problem.name} {problem.data}")
        return cast("tuple[object, ...]", reply.body)

    def get_property(self, destination: str, path: str, interface: str, name: str) -> object:
        """Return a property's value.

        Raises:
            CallRefused: the object or the property is not there.
            StoryFailed: as `call`.
        """
        (variant,) = self.call(
            destination,
            path,
            "org.freedesktop.DBus.Properties",
            "Get",
            signature="ss",
            body=(interface, name),
        )
        _, value = cast("tuple[str, object]", variant)
        return value

    def listen(self, *, interface: str) -> None:
        """Have the signals of an interface wake `wait_for_news` from now on."""
        rule = MatchRule(type="signal", interface=interface)
        self._call_bus(message_bus.AddMatch(rule))

    def wait_for_news(self, seconds: float) -> None:
        """Return when a signal has come, or after a short silence, at most these seconds."""
        patience = min(seconds, LONGEST_SILENCE_S)
        try:
            self._connection.receive(timeout=patience)
            while True:
                self._connection.receive(timeout=0)
        except TimeoutError:
            return
        except OSError as error:
            raise StoryFailed(f"the connection to the bus broke: {error}") from error

    def process_of(self, name: str) -> int:
        """Return the process id behind a bus name.

        Raises:
            CallRefused: nobody has the name (any more).
        """
        (pid,) = self._call_bus(message_bus.GetConnectionUnixProcessID(name))
        return cast("int", pid)

    def wait_for_name(self, name: str, deadline: Deadline, *, from_process: RunningProcess) -> None:
        """Wait until a service has taken its name on the bus.

        Raises:
            StoryFailed: the process ended, or the deadline passed, before.
        """
        self.listen(interface="org.freedesktop.DBus")

        def has_owner() -> bool | None:
            if from_process.return_code() is not None:
                raise StoryFailed(f"{from_process.name} ended: {from_process.last_words()}")
            (owned,) = self._call_bus(message_bus.NameHasOwner(name))
            return True if owned else None

        wait_until(has_owner, what=f"{name} on the bus", news=self.wait_for_news, deadline=deadline)

    def _call_bus(self, message: object) -> tuple[object, ...]:
        reply = self._connection.send_and_get_reply(message, timeout=CALL_PATIENCE_S)
        if reply.header.message_type is MessageType.error:
            raise CallRefused(str(reply.header.fields.get(HeaderFields.error_name)))
        return cast("tuple[object, ...]", reply.body)
