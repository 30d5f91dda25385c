"""What is in a window, read from outside over AT-SPI, as a screen reader does.

Knows D-Bus and AT-SPI only: no toolkit, and none of the programs that it looks at.
"""

import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import cast

from tests.e2e.dbus_connection import CallRefused, DBusConnection
from tests.e2e.picture import Rectangle

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
EDITABLE_TEXT = "org.a11y.atspi.EditableText"
TEXT = "org.a11y.atspi.Text"

REGISTRY = "org.a11y.atspi.Registry"
REGISTRY_PATH = "/org/a11y/atspi/registry"
ROOT_PATH = "/org/a11y/atspi/accessible/root"
NO_OBJECT_PATH = "/org/a11y/atspi/null"

# Qt sends only the events that somebody has registered for.
WAKING_EVENTS = (
    "object:children-changed",
    "object:property-change",
    "object:state-changed",
    "object:text-changed",
    "object:visible-data-changed",
    "window:create",
)
IN_SCREEN_PIXELS = 0


class Role(enum.IntEnum):
    """The roles of AT-SPI that the driver tells apart; others stay plain numbers."""

    ALERT = 2
    CHECK_BOX = 7
    DIALOG = 16
    FRAME = 23
    LABEL = 29
    LIST = 31
    LIST_ITEM = 32
    PANEL = 39
    PASSWORD_TEXT = 40
    PUSH_BUTTON = 43
    TABLE = 55
    TEXT = 61
    TOGGLE_BUTTON = 62
    TREE = 65
    WINDOW = 69
    APPLICATION = 75
    ENTRY = 79


class State(enum.IntEnum):
    """The states of AT-SPI that the driver asks for, by their bit."""

    ACTIVE = 1
    EDITABLE = 7
    ENABLED = 8
    FOCUSED = 12
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    VISIBLE = 30


BUTTONS = frozenset({Role.PUSH_BUTTON, Role.TOGGLE_BUTTON, Role.CHECK_BOX})
TEXT_FIELDS = frozenset({Role.TEXT, Role.PASSWORD_TEXT, Role.ENTRY})
LISTS = frozenset({Role.LIST, Role.TABLE, Role.TREE})


@dataclass(frozen=True)
class Accessible:
    """One object of a program, alive in that program; every question is asked there anew.

    Every method raises CallRefused when the program has dropped the object.

    Attributes:
        bus: The accessibility bus.
        owner: The program's name on it.
        path: The object's path in the program.
    """

    bus: DBusConnection
    owner: str
    path: str

    def name(self) -> str:
        return str(self._get(ACCESSIBLE, "Name"))

    def description(self) -> str:
        return str(self._get(ACCESSIBLE, "Description"))

    def role(self) -> int:
        return cast("int", self._call(ACCESSIBLE, "GetRole")[0])

    def states(self) -> frozenset[int]:
        """Return the numbers of all states that it is in; `State` names some."""
        low, high = cast("list[int]", self._call(ACCESSIBLE, "GetState")[0])
        bits = low | high << 32
        return frozenset(bit for bit in range(64) if bits >> bit & 1)

    def has(self, state: State) -> bool:
        return state in self.states()

    def rectangle(self) -> Rectangle:
        """Return where it lies, in pixels of the screen; also when that is off the screen."""
        left, top, width, height = cast(
            "tuple[int, int, int, int]",
            self._call(COMPONENT, "GetExtents", "u", (IN_SCREEN_PIXELS,))[0],
        )
        return Rectangle(left, top, width, height)

    def child_count(self) -> int:
        return cast("int", self._get(ACCESSIBLE, "ChildCount"))

    def child(self, index: int) -> "Accessible":
        """Return one child; of a list, one row, also when it is scrolled out of view."""
        reference = self._call(ACCESSIBLE, "GetChildAtIndex", "i", (index,))[0]
        return self._at(cast("tuple[str, str]", reference))

    def children(self) -> list["Accessible"]:
        references = cast("list[tuple[str, str]]", self._call(ACCESSIBLE, "GetChildren")[0])
        return [self._at(reference) for reference in references if reference[1] != NO_OBJECT_PATH]

    def text(self) -> str:
        """Return the content of a text field; of a password, only stand-ins for its letters."""
        return str(self._call(TEXT, "GetText", "ii", (0, -1))[0])

    def set_text(self, text: str) -> bool:
        """Replace the content of a text field without keys; returns whether it was taken."""
        return bool(self._call(EDITABLE_TEXT, "SetTextContents", "s", (text,))[0])

    def action_names(self) -> list[str]:
        actions = cast("list[tuple[str, str, str]]", self._call(ACTION, "GetActions")[0])
        return [name for name, _, _ in actions]

    def do_action(self, index: int = 0) -> bool:
        """Do one of its actions, the first by default; returns whether the program took it."""
        return bool(self._call(ACTION, "DoAction", "i", (index,))[0])

    def walk(self) -> Iterator["Accessible"]:
        """Yield it and all that is visible in it, top down; not the rows of lists."""
        waiting = [self]
        while waiting:
            item = waiting.pop()
            try:
                if State.VISIBLE not in item.states():
                    continue
                children = [] if item.role() in LISTS else item.children()
            except CallRefused:
                continue
            yield item
            waiting.extend(reversed(children))

    def _at(self, reference: tuple[str, str]) -> "Accessible":
        return Accessible(self.bus, reference[0], reference[1])

    def _call(
        self, interface: str, member: str, signature: str = "", body: tuple[object, ...] = ()
    ) -> tuple[object, ...]:
        return self.bus.call(
            self.owner, self.path, interface, member, signature=signature, body=body
        )

    def _get(self, interface: str, name: str) -> object:
        return self.bus.get_property(self.owner, self.path, interface, name)


class Application:
    """A running program with windows, as its accessibility shows it.

    Attributes:
        pid: Its process.
        root: Its topmost object, whose children are the windows.
    """

    def __init__(self, root: Accessible, pid: int) -> None:
        self.root = root
        self.pid = pid
        self._found: dict[tuple[str, frozenset[int]], Accessible] = {}

    def windows(self) -> list[Accessible]:
        """Return its visible windows and dialogs."""
        return [window for window in self.root.children() if window.has(State.VISIBLE)]

    def find(self, name: str, roles: Collection[int] | None = None) -> Accessible | None:
        """Return the first showing object of this accessible name, the newest window first.

        What was found before is returned again without a new search as long as it still shows.

        Args:
            name: The whole name, exactly.
            roles: The roles that it may have; None for any.

        Raises:
            CallRefused: a window was closed meanwhile.
        """
        key = (name, frozenset(roles or ()))
        known = self._found.pop(key, None)
        if known is not None and _answers_to(known, name, roles):
            self._found[key] = known
            return known
        for window in reversed(self.windows()):
            for item in window.walk():
                if _answers_to(item, name, roles):
                    self._found[key] = item
                    return item
        return None

    def describe(self) -> str:
        """Return all that is visible as an indented list, for a person who looks for the fault."""
        lines: list[str] = []
        for window in self.windows():
            for item in window.walk():
                try:
                    role = item.role()
                    shown = "" if item.has(State.SHOWING) else " (not showing)"
                    where = item.rectangle()
                    lines.append(f"{_role_name(role)} {item.name()!r} {where}{shown}")
                    if role in LISTS:
                        rows = (item.child(index) for index in range(item.child_count()))
                        lines += [f"    row {row.name()[:200]!r} {row.rectangle()}" for row in rows]
                except CallRefused:
                    continue
        return "\n".join(lines) + "\n"


def open_accessibility(address: str) -> DBusConnection:
    """Connect to an accessibility bus and ask the programs on it to tell of changes.

    Args:
        address: The bus, as org.a11y.Bus gives it.

    Raises:
        StoryFailed: it does not answer.
    """
    bus = DBusConnection(address)
    for event in WAKING_EVENTS:
        bus.call(
            REGISTRY, REGISTRY_PATH, REGISTRY, "RegisterEvent", signature="s", body=(event,)
        )  # fmt: skip
    bus.listen(interface="org.a11y.atspi.Event.Object")
    bus.listen(interface="org.a11y.atspi.Event.Window")
    return bus


def find_application(bus: DBusConnection, pid: int) -> Application | None:
    """Return a process as an application, or None while it has no visible window.

    Raises:
        CallRefused: a program on the bus ended meanwhile.
    """
    for root in Accessible(bus, REGISTRY, ROOT_PATH).children():
        if bus.process_of(root.owner) == pid:
            application = Application(root, pid)
            return application if application.windows() else None
    return None


def _answers_to(item: Accessible, name: str, roles: Collection[int] | None) -> bool:
    """Tell whether an object shows, has this name, and one of these roles."""
    try:
        return (
            item.name() == name
            and State.SHOWING in item.states()
            and (roles is None or item.role() in roles)
        )
    except CallRefused:
        return False


def _role_name(role: int) -> str:
    try:
        return Role(role).name.lower().replace("_", " ")
    except ValueError:
        return f"role {role}"
