"""The app in the background: closed to the tray, notified, opened by a click, silent on wish."""

from typing import Final

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.short_stories import STRAYING_S, become_friends, wait_for_state
from tests.e2e.story import BOB, FirstConversation, Stage, wait_for_text
from tests.e2e.waiting import Deadline, StoryFailed
from tests.helpers.played_desktop import PlayedDesktop, Shown, played_desktop

WHILE_HIDDEN: Final = "Bob, the ferry is early today."
WHILE_SILENT: Final = "And it is already gone."


class Background(FirstConversation):
    """Bob closes his window; Alice writes; his desktop tells him, by name alone."""

    def _furnish(self, stage: Stage, session: DesktopSession) -> None:
        if session.owner != BOB.name:
            return
        address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._desktop = stage.leaving.enter_context(played_desktop(address))

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        desktop: PlayedDesktop = self._desktop
        tray = desktop.next_tray_item()
        become_friends(alice, bob)
        hide(bob)
        alice.write(WHILE_HIDDEN)
        said = []
        while (shown := desktop.next_shown()).title != "alice" or shown.body != "1 new message":
            said.append(f"{shown.title} {shown.body}")
        if any(word in text for text in said for word in WHILE_HIDDEN.split()[1:]):
            raise StoryFailed(f"a notification holds the text: {said}")
        wait_for_tip(bob, desktop, tray, "SecureChat: 1 unread message")
        self.say("bob's window is closed, and his desktop names alice without her text")
        desktop.click(shown.number)
        wait_for_text(bob, WHILE_HIDDEN)
        wait_for_tip(bob, desktop, tray, "SecureChat")
        self._photograph(stage.screen, people, prefix="background-clicked-")
        self.say("a click opened the chat")
        desktop.choose_in_tray_menu(tray, "Do not disturb")
        hide(bob)
        alice.write(WHILE_SILENT)
        wait_for_state(alice, WHILE_SILENT, "delivered")
        wait_for_tip(bob, desktop, tray, "SecureChat: 1 unread message")
        bob.look_again(STRAYING_S)
        while not desktop.news.empty():
            if isinstance(late := desktop.news.get(), Shown):
                raise StoryFailed(f"the desktop was told {late.body!r} in spite of everything")
        self.say("on Do not disturb it was counted and not announced")
        desktop.activate_tray(tray)
        wait_for_text(bob, WHILE_SILENT)
        desktop.choose_in_tray_menu(tray, "Quit")
        code = bob.process.wait(Deadline())
        people.remove(bob)
        if code != 0:
            raise StoryFailed(f"bob's app ended with code {code}")


def hide(person: Person) -> None:
    """Close the window with the window manager's keys, and see that the program goes on.

    Raises:
        StoryFailed: the window stays, or the program ended.
    """
    person.come_forward()
    person.hands.press("alt+F4")
    person.watch(lambda: True if not person.is_shown() else None, what="closed window")


def wait_for_tip(person: Person, desktop: PlayedDesktop, tray: str, words: str) -> None:
    """Wait until the tray icon says something.

    Raises:
        StoryFailed: it never does.
    """

    def is_said() -> bool | None:
        return True if desktop.tray_property(tray, "ToolTip")[2] == words else None

    person.watch(is_said, what=f"tray icon that says {words!r}")
