"""The window itself: details and an own name, look and size that are kept, keys and the palette."""

from typing import Final

from tests.e2e.accessibility import BUTTONS, TEXT_FIELDS, State
from tests.e2e.person import Person
from tests.e2e.picture import Rectangle
from tests.e2e.short_stories import become_friends
from tests.e2e.story import ALICE, ANSWER, FirstConversation, Stage, find_row, wait_for_text
from tests.e2e.waiting import Deadline, StoryFailed

OWN_NAME: Final = "Robert Builder 👷 بوب"
NARROW: Final = Rectangle(120, 70, 480, 640)
PALETTE: Final = "Chat, person or command"


class Window(FirstConversation):
    """Alice calls Bob by an own name, makes everything dark and larger, and starts twice."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        alice.press_button("Details")
        alice.press_button("Your name for them")
        alice.fill("Your name for them", OWN_NAME)
        alice.press_button("Save")
        alice.see(f"Conversation with {OWN_NAME}")
        alice.press_button("Notifications")
        alice.see(f"Details of {OWN_NAME}")
        self._photograph(stage.screen, people, prefix="details-")
        alice.press_button("Close details")
        self.say("alice calls bob by a name of her own")
        alice.come_forward()
        alice.hands.press("ctrl+comma")
        alice.press_button("Appearance")
        alice.click(alice.see("Dark"))
        alice.hands.press("Escape")
        alice.hands.press("ctrl+equal", "ctrl+equal")
        alice.press_button("Details")
        alice.see(f"Details of {OWN_NAME}")
        alice.hands.press("Escape")
        self._photograph(stage.screen, people, prefix="dark-")
        self.say("alice's window is dark and larger")
        second = stage.keeper.start(
            "second app of alice",
            [*self.programs.app, "--data-dir", str(alice.session.home / "data")],
            environment=alice.session.environment,
            folder=self.programs.folder or alice.session.home,
        )
        code = second.wait(Deadline(self.patience_s))
        if code != 0 or not alice.is_shown():
            raise StoryFailed(f"a second start of alice's app ended with code {code}")
        self.say("a second start brought the first window forward")
        self._make_narrow(stage, alice)
        where = alice.frame()
        if alice.close_window() != 0:
            raise StoryFailed("alice's app did not end well")
        people.remove(alice)
        again = self._sit_down(ALICE, stage, alice.session, index=0, is_placed=False)
        people.insert(0, again)
        wait_for_text(again, ANSWER)
        again.watch(
            lambda: True if again.frame() == where else None,
            what=f"window at {where} again, but one at {again.frame()},",
        )
        self._photograph(stage.screen, people, prefix="dark-again-")
        self.say("alice's window came back as it was")

    def _make_narrow(self, stage: Stage, alice: Person) -> None:
        alice.place(NARROW)
        alice.press_button("Back")
        alice.click(alice.watch(lambda: find_row(alice, "Chats", ANSWER), what="row of bob"))
        alice.see("Back", BUTTONS)
        if alice.find("Chats") is not None:
            raise StoryFailed("alice's narrow window shows two panes")
        self._photograph(stage.screen, [alice], prefix="narrow-")
        self.say("a narrow window shows one pane at a time")


class Keys(FirstConversation):
    """Alice goes everywhere by keys."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        alice.come_forward()
        alice.hands.press("ctrl+k")
        alice.fill(PALETTE, "bo")
        self._photograph(stage.screen, people, prefix="palette-")
        alice.hands.press("Return")
        see_focused(alice, "Message", TEXT_FIELDS)
        self.say("a few letters led alice to bob's chat")
        alice.hands.press("ctrl+k")
        alice.fill(PALETTE, "> keyboard")
        alice.hands.press("Return")
        alice.see("Keyboard shortcuts")
        self._photograph(stage.screen, people, prefix="shortcuts-")
        alice.hands.press("Escape")
        see_focused(alice, "Message", TEXT_FIELDS)
        alice.hands.press("F6")
        see_focused(alice, "Show chats", BUTTONS)
        alice.hands.press("F6")
        see_focused(alice, "Chats", None)
        alice.hands.press("F6")
        see_focused(alice, "Messages", None)
        self._photograph(stage.screen, people, prefix="focus-")
        alice.hands.press("shift+F6")
        see_focused(alice, "Chats", None)
        alice.hands.press("Escape")
        see_focused(alice, "Message", TEXT_FIELDS)
        self.say("F6 went around the parts of the window")
        alice.hands.press("ctrl+q")
        code = alice.process.wait(Deadline(self.patience_s))
        people.remove(alice)
        if code != 0:
            raise StoryFailed(f"alice's app ended with code {code}")


def see_focused(person: Person, name: str, roles: frozenset[int] | None) -> None:
    """Wait until a control, or something inside it, has the focus.

    Raises:
        StoryFailed: it never has.
    """

    def is_focused() -> bool | None:
        found = person.find(name, roles)
        return True if found is not None and found.has(State.FOCUSED) else None

    person.watch(is_focused, what=f'focus on "{name}"')
