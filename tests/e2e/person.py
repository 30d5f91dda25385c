"""One person of a story: the eyes on one window, and the hands that use it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.e2e.accessibility import (
    BUTTONS,
    LISTS,
    TEXT_FIELDS,
    Accessible,
    Application,
    Role,
    State,
    find_application,
    open_accessibility,
)
from tests.e2e.dbus_connection import CallRefused
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.picture import Picture, Rectangle
from tests.e2e.pointer_keyboard import Hands
from tests.e2e.processes import RunningProcess
from tests.e2e.waiting import PATIENCE_S, Deadline, StoryFailed, TimedOut, wait_until

Found = TypeVar("Found")

# After a click a field has the focus, or the click went astray and is repeated.
CLICK_PATIENCE_S = 3.0
CLICK_TRIES = 5
# A window manager of a real desktop may refuse a place; one of ours does not.
PLACING_PATIENCE_S = 5.0
# A control whose place is the same twice within this time has stopped moving.
RESTING_S = 0.02
# A message just sent stands among this many rows at the end, whatever arrives meanwhile.
LATEST_ROWS = 8


@dataclass(frozen=True)
class Who:
    """What a person knows before the story begins.

    Attributes:
        name: The username to register.
        password: The password to choose.
        keyring_password: What the keyring of the desktop is locked with.
    """

    name: str
    password: str
    keyring_password: str


class Person:
    """A person at an open window.

    Everything that waits raises StoryFailed when the deadline passes or the program ends.

    Attributes:
        name: The username.
        who: Name and passwords.
        session: The desktop session.
        process: The program, by its process.
        app: The program, by its accessibility.
        hands: Pointer and keyboard.
    """

    def __init__(
        self,
        who: Who,
        *,
        session: DesktopSession,
        process: RunningProcess,
        hands: Hands,
        place: Rectangle | None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Sit down at a program that was just started: wait for its window and place it.

        Args:
            who: Name and passwords.
            session: The desktop session that the program was started in.
            process: The program.
            hands: Pointer and keyboard.
            place: Where the window shall go; None leaves it where it opened.
            patience_s: How long to wait for one thing before calling it broken.
        """
        self.name = who.name
        self.who = who
        self.session = session
        self.process = process
        self.hands = hands
        self._patience_s = patience_s
        self._bus = open_accessibility(session.accessibility_address)
        try:
            self.app: Application = self.watch(
                lambda: find_application(self._bus, process.pid), what="window to read"
            )
            # A window is told of before it is on the screen.
            self._window = self.watch(
                lambda: hands.find_window(process.pid), what="window on the screen"
            )
            if place is not None:
                self.place(place)
        except BaseException:
            self._bus.close()
            raise

    def leave(self) -> None:
        """Close what looks at the window; the program itself goes on."""
        self._bus.close()

    # --- looking ---------------------------------------------------------------------------------

    def watch(
        self, probe: Callable[[], Found | None], *, what: str, deadline: Deadline | None = None
    ) -> Found:
        """Ask again after each change in the window until there is an answer.

        Args:
            probe: Returns the answer, or None while there is none.
            what: What is waited for, to follow "has no".
            deadline: When to give up; by default when the person's patience ends.
        """

        def ask() -> Found | None:
            code = self.process.return_code()
            if code is not None:
                words = self.process.last_words()
                raise StoryFailed(f"{self.name}'s app ended with code {code}: {words}")
            try:
                return probe()
            except CallRefused:
                return None

        return wait_until(
            ask,
            what=f"{what} for {self.name}",
            news=self._bus.wait_for_news,
            deadline=deadline or Deadline(self._patience_s),
        )

    def look_again(self, seconds: float) -> None:
        """Return at the next change in the window, or after these seconds at most."""
        self._bus.wait_for_news(seconds)

    def find(self, name: str, roles: frozenset[int] | None = None) -> Accessible | None:
        """Return what shows under this accessible name now, if anything."""
        try:
            return self.app.find(name, roles)
        except CallRefused:
            return None

    def see(self, name: str, roles: frozenset[int] | None = None) -> Accessible:
        """Wait until something shows under this accessible name."""
        return self.watch(lambda: self.find(name, roles), what=f'"{name}" in the window')

    def see_enabled(self, name: str, roles: frozenset[int]) -> Accessible:
        """Wait until a control shows that can be used."""

        def find_it() -> Accessible | None:
            found = self.find(name, roles)
            return found if found is not None and found.has(State.SENSITIVE) else None

        return self.watch(find_it, what=f'usable "{name}" in the window')

    def frame(self) -> Rectangle:
        """Return where the content of the main window is on the screen."""
        for window in self.app.windows():
            if window.role() == Role.FRAME:
                return window.rectangle()
        raise StoryFailed(f"{self.name}'s window is gone")

    def is_shown(self) -> bool:
        """Tell whether the program has a window on the screen now."""
        return self.hands.find_window(self.process.pid) is not None

    def picture(self) -> Picture:
        """Return what the screen shows within the main window."""
        return self.hands.screen.picture().crop(self.frame())

    def messages(self) -> Accessible:
        """Return the list of messages once it shows."""
        return self.see("Messages", LISTS)

    def rows(self, *, last: int | None = None) -> list[str]:
        """Return the accessible names of the rows of the open conversation, in order.

        Args:
            last: How many from the end; all by default.
        """
        messages = self.find("Messages", LISTS)
        if messages is None:
            return []
        try:
            count = messages.child_count()
            start = 0 if last is None else max(0, count - last)
            return [messages.child(index).name() for index in range(start, count)]
        except CallRefused:
            return []

    # --- acting ----------------------------------------------------------------------------------

    def come_forward(self) -> None:
        """Bring the window to the front and let the keys go to it."""
        self.hands.activate(self._window)

    def press_button(self, name: str) -> None:
        """Click a button once it shows and can be used."""
        self.click(self.see_enabled(name, BUTTONS))

    def click(self, control: Accessible) -> None:
        """Click the middle of a control once it has stopped moving."""

        def resting_place() -> Rectangle | None:
            first = control.rectangle()
            self._bus.wait_for_news(RESTING_S)
            return first if control.rectangle() == first else None

        place = self.watch(resting_place, what="control that rests")
        if not self.hands.screen.size.contains(Rectangle(*place.centre, 1, 1)):
            raise StoryFailed(f"a control of {self.name} is off the screen, at {place}")
        self.hands.click(place.centre)

    def focus(self, name: str) -> Accessible:
        """Click into a text field until it has the focus, and return it."""

        def find_focused() -> Accessible | None:
            found = self.find(name, TEXT_FIELDS)
            return found if found is not None and found.has(State.FOCUSED) else None

        for _ in range(CLICK_TRIES):
            self.click(self.see_enabled(name, TEXT_FIELDS))
            try:
                return self.watch(find_focused, what="", deadline=Deadline(CLICK_PATIENCE_S))
            except TimedOut:
                self.come_forward()
        raise StoryFailed(f'"{name}" in {self.name}\'s window does not take the focus')

    def fill(self, name: str, text: str) -> None:
        """Replace what is in a text field by keys: Latin is typed, everything else pasted."""
        field = self.focus(name)
        self.hands.press("ctrl+a", "Delete")
        if text.isascii() and text.isprintable():
            self.hands.type_latin(text)
        else:
            self.hands.paste(text)
        is_password = field.role() == Role.PASSWORD_TEXT

        def is_filled() -> bool | None:
            found = field.text()
            # A password shows no more than how long it is.
            return True if found == text or (is_password and len(found) == len(text)) else None

        self.watch(is_filled, what=f'whole text in "{name}"')

    def write(self, text: str) -> None:
        """Send a message, and wait until the composer is empty and the message stands in the list.

        Args:
            text: One line or several; it must not stand among the latest messages yet.
        """
        self.fill("Message", text)
        self.hands.press("Return")

        def is_sent() -> bool | None:
            composer = self.find("Message", TEXT_FIELDS)
            if composer is None or composer.text():
                return None
            return True if any(text in row for row in self.rows(last=LATEST_ROWS)) else None

        self.watch(is_sent, what="own message in the list")

    def place(self, place: Rectangle) -> None:
        """Bring the window to the front, and to this place and size.

        Raises:
            StoryFailed: it does not go there on a screen of our own.
        """
        self.hands.place_window(self._window, place)
        try:
            self.watch(
                lambda: True if self.frame() == place else None,
                what=f"window at {place}",
                deadline=Deadline(PLACING_PATIENCE_S),
            )
        except TimedOut:
            if self.hands.screen.is_ours:
                raise StoryFailed(
                    f"{self.name}'s window does not go to {place}, it is at {self.frame()}"
                ) from None

    def close_window(self) -> int:
        """Close the window with the window manager's own keys and return the program's exit code.

        Raises:
            StoryFailed: the program goes on.
        """
        self.come_forward()
        self.hands.press("alt+F4")
        return self.process.wait(Deadline(self._patience_s))
