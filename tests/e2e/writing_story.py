"""Writing and reading: emoji, links, menus, choosing and copying, and a draft that survives."""

from typing import Final

from tests.e2e.accessibility import BUTTONS, LISTS, TEXT_FIELDS
from tests.e2e.person import Person
from tests.e2e.pointer_keyboard import MENU_BUTTON
from tests.e2e.short_stories import become_friends
from tests.e2e.story import ALICE, FirstConversation, Stage, find_row
from tests.e2e.waiting import StoryFailed

MIXED: Final = "קפה בשש ליד הנמל? ☕ at the harbour"
LINES: Final = ("Two coffees, one of them black", "and the bread of stall three.")
LINK: Final = "The 7:24 still makes the ferry: https://trains.example/harbour"
LONG: Final = "A word and another, again and again. " * 120
DRAFT: Final = "I found the old photo album"


class Writing(FirstConversation):
    """Alice writes by keys of every kind; Bob reads, follows a link as far as it is shown."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        self._write_emoji(stage, alice, bob)
        alice.write(MIXED)
        self._write_lines(alice, bob)
        bob.write(LINK)
        wait_for_row(alice, LINK)
        self._look_at_link(stage, alice)
        self._open_menu(stage, alice)
        self._use_mouse(stage, alice)
        self._choose_and_copy(stage, alice)
        self._read_long(stage, alice, bob)
        alice.fill("Message", DRAFT)
        code = alice.close_window()
        if code != 0:
            raise StoryFailed(f"alice's app ended with code {code}")
        people.remove(alice)
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.insert(0, alice)
        row = alice.watch(lambda: find_row(alice, "Chats", DRAFT), what="row with the draft")
        self._photograph(stage.screen, people, prefix="draft-")
        alice.click(row)
        alice.watch(lambda: True if written(alice) == DRAFT else None, what="draft in the field")
        self.say("alice's draft is there again after a new start")

    def _write_emoji(self, stage: Stage, alice: Person, bob: Person) -> None:
        alice.focus("Message")
        alice.hands.type_latin("Fresh :bagu")
        alice.see("Suggested emoji", LISTS)
        self._photograph(stage.screen, [alice], prefix="completion-")
        alice.hands.press("Return")
        alice.watch(lambda: True if written(alice) == "Fresh 🥖" else None, what="completed emoji")
        alice.press_button("Pick emoji")
        alice.see("Search emoji", TEXT_FIELDS)
        alice.hands.type_latin("party pop")
        self._photograph(stage.screen, [alice], prefix="picker-")
        alice.hands.press("Return")
        alice.watch(lambda: True if written(alice) == "Fresh 🥖🎉" else None, what="picked emoji")
        alice.hands.press("Return")
        wait_for_row(bob, "Fresh 🥖🎉")
        self.say("alice wrote two emoji by keys alone")

    def _write_lines(self, alice: Person, bob: Person) -> None:
        alice.focus("Message")
        alice.hands.type_latin(LINES[0])
        alice.hands.press("shift+Return")
        alice.hands.type_latin(LINES[1])
        alice.watch(
            lambda: True if (written(alice) or "").splitlines() == [*LINES] else None,
            what="two lines to send",
        )
        alice.hands.press("Return")
        wait_for_row(bob, "\n".join(LINES))
        self.say("Shift+Enter began a line, Enter sent both")

    def _look_at_link(self, stage: Stage, alice: Person) -> None:
        go_to_last_row(alice)
        alice.hands.press("Return")
        alice.see("trains.example")
        alice.see("Open in browser", BUTTONS)
        self._photograph(stage.screen, [alice], prefix="link-")
        alice.hands.press("Escape")
        wait_until_gone(alice, "Open in browser")
        self.say("the link showed where it leads, and nothing was opened")

    def _open_menu(self, stage: Stage, alice: Person) -> None:
        go_to_last_row(alice)
        for keys in ("Menu", "shift+F10"):
            alice.hands.press(keys)
            alice.see("Copy text", BUTTONS)
            self._photograph(stage.screen, [alice], prefix="menu-")
            alice.hands.press("Escape")
            wait_until_gone(alice, "Copy text")
        alice.hands.press("shift+F10")
        alice.press_button("Info")
        alice.see("Arrived here")
        self._photograph(stage.screen, [alice], prefix="info-")
        alice.hands.press("Escape")
        wait_until_gone(alice, "Arrived here")

    def _use_mouse(self, stage: Stage, alice: Person) -> None:
        messages = alice.messages()
        count = messages.child_count()
        first, last = (messages.child(count - place).rectangle() for place in (2, 1))
        alice.hands.drag((first.right - first.height, first.centre[1]), last.centre)
        alice.hands.click(last.centre, button=MENU_BUTTON)
        alice.see("Copy 2 messages", BUTTONS)
        self._photograph(stage.screen, [alice], prefix="mouse-menu-")
        alice.press_button("Copy 2 messages")
        paste_and_compare(alice)
        self.say("two messages were chosen and copied by the mouse")

    def _choose_and_copy(self, stage: Stage, alice: Person) -> None:
        go_to_last_row(alice)
        alice.hands.press("shift+Up")
        self._photograph(stage.screen, [alice], prefix="chosen-")
        alice.hands.press("ctrl+c")
        paste_and_compare(alice)
        self.say("two messages were copied with names and times")

    def _read_long(self, stage: Stage, alice: Person, bob: Person) -> None:
        bob.write(LONG.strip())
        wait_for_row(alice, LONG.strip())
        go_to_last_row(alice)
        before = alice.messages().child(alice.messages().child_count() - 1).rectangle().height
        self._photograph(stage.screen, [alice], prefix="folded-")
        alice.hands.press("Return")
        alice.watch(
            lambda: (
                True
                if (messages := alice.messages())
                .child(messages.child_count() - 1)
                .rectangle()
                .height
                > before
                else None
            ),
            what="more of the long message",
        )


def go_to_last_row(person: Person) -> None:
    """Bring the keys to the newest message of the open conversation."""
    person.come_forward()
    person.focus("Message")
    person.hands.press("shift+Tab")
    person.hands.press("End")


def written(person: Person) -> str | None:
    """Return what stands in somebody's composer."""
    field = person.find("Message", TEXT_FIELDS)
    return None if field is None else field.text()


def paste_and_compare(alice: Person) -> None:
    """Paste into the field and empty it again.

    Raises:
        StoryFailed: what was pasted is not the two last messages, each with its writer.
    """
    alice.focus("Message")
    alice.hands.press("ctrl+shift+v")
    alice.watch(
        lambda: True if is_copy(written(alice), "\n".join(LINES), LINK) else None,
        what="both messages with who wrote them",
    )
    alice.fill("Message", "")


def is_copy(text: str | None, mine: str, theirs: str) -> bool:
    """Tell whether a text is these two messages, each with its writer."""
    first, _, second = (text or "").partition("\nbob, ")
    return first.startswith("alice, ") and first.endswith(mine) and second.endswith(theirs)


def wait_for_row(person: Person, text: str) -> None:
    """Wait until a message stands in somebody's list."""
    person.watch(
        lambda: True if any(text in row for row in person.rows()) else None,
        what=f"message {text[:40]!r}",
    )


def wait_until_gone(person: Person, name: str) -> None:
    """Wait until nothing shows under this accessible name."""
    person.watch(lambda: True if person.find(name) is None else None, what=f"no {name!r}")
