"""Real key and mouse events on a screen, and the windows that they go to."""

import subprocess
from dataclasses import dataclass

from tests.e2e.picture import Rectangle
from tests.e2e.processes import find_program
from tests.e2e.virtual_screen import Screen
from tests.e2e.waiting import StoryFailed

# xdotool itself waits for nothing but the window manager.
XDOTOOL_PATIENCE_S = 30.0
KEY_DELAY_MS = 2
MENU_BUTTON, WHEEL_UP, WHEEL_DOWN = 3, 4, 5


@dataclass(frozen=True)
class Hands:
    """A person's hands on one screen; there is one pointer and one keyboard for all.

    Attributes:
        screen: Where they work.
    """

    screen: Screen

    def click(self, place: tuple[int, int], *, button: int = 1) -> None:
        """Move the pointer to a place of the screen and press a button once, by default the first.

        The button that opens menus is `MENU_BUTTON`.
        """
        self._xdotool("mousemove", *map(str, place), "click", str(button))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the first button at a place of the screen and release it at another."""
        self._xdotool("mousemove", *map(str, start), "mousedown", "1")
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        for place in (middle, end):
            self._xdotool("mousemove", *map(str, place))
        self._xdotool("mouseup", "1")

    def turn_wheel(self, place: tuple[int, int], notches: int) -> None:
        """Turn the wheel over a place of the screen: down if positive, up if negative."""
        if notches == 0:
            return
        button = WHEEL_DOWN if notches > 0 else WHEEL_UP
        self._xdotool(
            "mousemove", *map(str, place),
            "click", "--repeat", str(abs(notches)), "--delay", "5", str(button),
        )  # fmt: skip

    def move_pointer_away(self) -> None:
        """Move the pointer to the lower left corner of the screen, where it covers nothing."""
        self._xdotool("mousemove", str(self.screen.size.left), str(self.screen.size.bottom - 1))

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each named as xdotool does: Return, ctrl+n."""
        self._xdotool("key", "--clearmodifiers", "--delay", str(KEY_DELAY_MS), *keys)

    def type_latin(self, text: str) -> None:
        """Type a text of printable ASCII, key by key.

        Raises:
            ValueError: the text has other characters, which have no key on this keyboard.
        """
        if not (text.isascii() and text.isprintable()):
            raise ValueError("only printable ASCII can be typed; paste the rest")
        self._xdotool("type", "--clearmodifiers", "--delay", str(KEY_DELAY_MS), "--", text)

    def paste(self, text: str) -> None:
        """Put a text on the clipboard and press the keys that paste it."""
        self.screen.copy_to_clipboard(text)
        self.press("ctrl+v")

    def find_window(self, pid: int) -> str | None:
        """Return the X id of the largest window of a process, or None while it has none."""
        found = self._xdotool("search", "--onlyvisible", "--pid", str(pid)).split()
        return max(found, key=self._size_of, default=None)

    def place_window(self, window: str, place: Rectangle) -> None:
        """Bring a window to the front and ask for this place and size of its content."""
        self.activate(window)
        self._xdotool("windowsize", window, str(place.width), str(place.height))
        self._xdotool("windowmove", window, str(place.left), str(place.top))

    def activate(self, window: str) -> None:
        """Bring a window to the front and let the keys go to it."""
        self._xdotool("windowactivate", "--sync", window)

    def _size_of(self, window: str) -> int:
        """Return the number of a window's pixels; where it is, xdotool does not tell reliably."""
        lines = self._xdotool("getwindowgeometry", "--shell", window).splitlines()
        fields = dict(line.split("=", 1) for line in lines)
        return int(fields["WIDTH"]) * int(fields["HEIGHT"])

    def _xdotool(self, *arguments: str) -> str:
        command = [find_program("xdotool"), *arguments]
        try:
            done = subprocess.run(
                command,
                env=self.screen.environment,
                capture_output=True,
                text=True,
                timeout=XDOTOOL_PATIENCE_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise StoryFailed(f"xdotool {arguments[0]} did not come back") from None
        # A search that finds nothing ends with 1 and no words.
        if done.returncode != 0 and done.stderr.strip():
            raise StoryFailed(f"xdotool {arguments[0]}: {done.stderr.strip()}")
        return done.stdout
