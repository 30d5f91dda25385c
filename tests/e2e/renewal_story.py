"""New keys: of the computer and of the account; the other side is told, and stays verified."""

from typing import Final

from tests.e2e.accessibility import BUTTONS
from tests.e2e.person import Person
from tests.e2e.short_stories import become_friends, mark_as_verified, open_safety_number
from tests.e2e.story import FirstConversation, Stage, wait_for_text
from tests.e2e.waiting import StoryFailed

RENEWALS: Final = (
    "Renew: This computer\N{RIGHT SINGLE QUOTATION MARK}s keys",
    "Renew: Your identity",
)
DONE: Final = "The new keys count from now on."
NOTICE: Final = "alice renewed their security keys"
TEXTS: Final = ("Bob, this computer has new keys.", "And now I have, too.")
ANSWERS: Final = ("I read you as before.", "And I still know that it is you.")


class Renewal(FirstConversation):
    """Alice renews both kinds of keys in her settings, and Bob sees a line each time."""

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        alice, bob = people
        become_friends(alice, bob)
        before = open_safety_number(bob)
        mark_as_verified(bob)
        for button, text, answer in zip(RENEWALS, TEXTS, ANSWERS, strict=True):
            self._renew(stage, alice, button)
            alice.hands.press("Escape")
            alice.write(text)
            wait_for_text(bob, text)
            self._see_line(bob, count=RENEWALS.index(button) + 1)
            bob.write(answer)
            wait_for_text(alice, answer)
        bob.see("Verified", BUTTONS)
        self._photograph(stage.screen, people, prefix="renewed-")
        bob.press_button("Verified")
        self.say("bob was told twice, went on writing, and still has alice as verified")
        after = bob.watch(
            lambda: (
                shown.description()
                if (shown := bob.find("Safety number")) is not None and shown.description()
                else None
            ),
            what="safety number",
        )
        if after == before:
            raise StoryFailed("the safety number is the same with another identity")
        self._photograph(stage.screen, [bob], prefix="renewed-number-")

    def _renew(self, stage: Stage, alice: Person, button: str) -> None:
        alice.come_forward()
        alice.hands.press("ctrl+comma")
        alice.press_button("Account")
        alice.press_button(button)
        alice.see("Renew now", BUTTONS)
        kind = "computer" if button == RENEWALS[0] else "identity"
        self._photograph(stage.screen, [alice], prefix=f"renew-{kind}-")
        alice.press_button("Renew now")
        alice.see(DONE)
        self.say(f"alice has new keys: {kind}")

    def _see_line(self, bob: Person, *, count: int) -> None:
        bob.watch(
            lambda: True if sum(NOTICE in row for row in bob.rows()) >= count else None,
            what=f"line {count} that says {NOTICE!r}",
        )
