"""Finding what was said, in a chat and everywhere; then a damaged history, read all the same."""

from typing import Final

from tests.e2e.accessibility import BUTTONS
from tests.e2e.person import Person
from tests.e2e.short_stories import become_friends
from tests.e2e.story import ALICE, ANSWER, FirstConversation, Stage, find_row, wait_for_text
from tests.e2e.waiting import StoryFailed

SAID: Final = (
    "If we miss the 9:05 ferry there is nothing until noon",
    "And the noon one has no bicycles, of course",
    "Then the small ferry it is: bicycles on Saturdays",
)
_PLACE_OF_A_FLIP: Final = 2000
"""In the first page of the database, where the description of its tables is."""


class Search(FirstConversation):
    """Alice searches, then loses a byte of her history and reads what can be read."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        for text in SAID:
            alice.write(text)
        self._search_in_chat(stage, alice)
        self._search_everywhere(stage, alice)
        code = alice.close_window()
        if code != 0:
            raise StoryFailed(f"alice's app ended with code {code}")
        people.remove(alice)
        self._damage(alice)
        alice = self._sit_down(ALICE, stage, alice.session, index=0)
        people.insert(0, alice)
        self._read_what_can_be_read(stage, alice)

    def _search_in_chat(self, stage: Stage, alice: Person) -> None:
        alice.come_forward()
        alice.hands.press("ctrl+f")
        alice.fill("Search in this chat", "ferry")
        alice.see("1 of 2")
        alice.press_button("Older hit")
        alice.see("2 of 2")
        self._photograph(stage.screen, [alice], prefix="search-in-chat-")
        alice.press_button("Done")
        self.say("alice found both places in the chat")

    def _search_everywhere(self, stage: Stage, alice: Person) -> None:
        alice.hands.press("ctrl+shift+f")
        alice.fill("Search all chats", "bicycles sat")
        hit = alice.watch(
            lambda: find_row(alice, "What was found", SAID[2]), what="row of what was found"
        )
        alice.click(hit)
        wait_for_text(alice, SAID[2])
        self._photograph(stage.screen, [alice], prefix="search-everywhere-")
        alice.focus("Search all chats")
        alice.hands.press("Escape")
        alice.watch(lambda: find_row(alice, "Chats", SAID[2]), what="row among the chats")
        self.say("alice found the message by its beginning and went to it")

    def _damage(self, alice: Person) -> None:
        (history,) = (alice.session.home / "data").rglob("history.db")
        content = bytearray(history.read_bytes())
        content[_PLACE_OF_A_FLIP] ^= 0x41
        history.write_bytes(content)

    def _read_what_can_be_read(self, stage: Stage, alice: Person) -> None:
        alice.see("Your chats could not be opened")
        alice.see("Open what can be read")
        self._photograph(stage.screen, [alice], prefix="damaged-")
        alice.click(alice.see("Open what can be read"))
        alice.see("These chats were saved from a damaged history")
        alice.click(
            alice.watch(lambda: find_row(alice, "Chats", SAID[2]), what="row among the chats")
        )
        for text in (ANSWER, *SAID):
            wait_for_text(alice, text)
        if alice.find("Send", BUTTONS) is not None:
            raise StoryFailed("a history that was saved to be read can be written to")
        self._photograph(stage.screen, [alice], prefix="saved-")
        self.say("alice reads everything that her damaged history holds")
