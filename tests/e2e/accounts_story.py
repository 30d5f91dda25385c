"""Accounts: a second one from the own avatar, from one to the other, locked, and deleted."""

from typing import Final

from tests.e2e.accessibility import BUTTONS, Role, State
from tests.e2e.leak_search import LeakSearch, describe
from tests.e2e.person import Person, Who
from tests.e2e.pointer_keyboard import Hands
from tests.e2e.processes import FoundProcess
from tests.e2e.story import ALICE, FirstConversation, Stage, place_on, register
from tests.e2e.waiting import StoryFailed
from tests.e2e.writing_story import wait_until_gone

WORK: Final = Who("walrus.harbour", "saffron-kettle-38-Alpine", ALICE.keyring_password)
PROFILE: Final = "account-2"
"""What the app calls the folder of the second account."""

ADD: Final = "Add another account…"


class Accounts(FirstConversation):
    """Alice has a second account, which the menu calls by name and server while it may."""

    cast = (ALICE,)

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        [alice] = people
        server = stage.url.partition("://")[2]
        register(alice)
        work = self._add(stage, alice)
        people.append(work)
        self._look_for_names(stage, alice, server)
        alice = self._switch(stage, people, server)
        self._lock(stage, alice, work)
        self._delete(stage, people, server)

    def _add(self, stage: Stage, alice: Person) -> Person:
        before = set(stage.keeper.marked_pids())
        open_menu(alice)
        alice.press_button(ADD)
        work = self._sit_down_at_new_window(stage, alice, WORK, before, index=1)
        work.fill("Server", stage.url)
        register(work)
        self.say(f"{WORK.name} has registered beside alice")
        return work

    def _switch(self, stage: Stage, people: list[Person], server: str) -> Person:
        alice, work = people
        open_menu(alice)
        alice.see(f"Open the account {WORK.name} on {server}")
        self._photograph(stage.screen, people, prefix="accounts-two-")
        alice.press_button(f"Open the account {WORK.name} on {server}")
        wait_until_active(work)
        self.say("alice's menu brought the other window forward")
        if alice.close_window() != 0:
            raise StoryFailed("alice's app did not end well")
        people.remove(alice)
        before = set(stage.keeper.marked_pids())
        open_menu(work)
        work.press_button(f"Open the account {ALICE.name} on {server}")
        alice = self._sit_down_at_new_window(stage, work, ALICE, before, index=0)
        people.insert(0, alice)
        alice.see(f"Signed in as {ALICE.name}", BUTTONS)
        alice.see("Add a contact", BUTTONS)
        self.say("the other menu opened alice's account again")
        return alice

    def _lock(self, stage: Stage, alice: Person, work: Person) -> None:
        work.come_forward()
        work.hands.press("ctrl+l")
        work.fill("Your password", WORK.password)
        work.press_button("Turn on")
        work.see("SecureChat is locked")
        open_menu(alice)
        alice.see(f"Open the profile {PROFILE}")
        if WORK.name in alice.app.describe():
            raise StoryFailed("alice's menu names an account that is locked")
        self._photograph(stage.screen, [alice, work], prefix="accounts-locked-")
        alice.press_button(f"Open the profile {PROFILE}")
        wait_until_active(work)
        work.fill("Password", WORK.password)
        work.press_button("Unlock")
        work.see("Add a contact", BUTTONS)
        self.say("behind a lock the account is called by its folder alone")

    def _delete(self, stage: Stage, people: list[Person], server: str) -> None:
        alice, work = people
        work.come_forward()
        work.hands.press("ctrl+comma")
        work.press_button("Account")
        work.fill("Your password, to delete", WORK.password)
        work.press_button("Delete account…")
        work.press_button("Delete everything now")
        work.see("Username")
        wait_until_gone(work, "Chats")
        before = set(stage.keeper.marked_pids())
        open_menu(alice)
        shown = alice.app.describe()
        if PROFILE in shown or WORK.name in shown:
            raise StoryFailed("alice's menu lists an account that is deleted")
        self._photograph(stage.screen, people, prefix="accounts-deleted-")
        alice.press_button(ADD)
        wait_until_active(work)
        if more := [
            pid for pid in set(stage.keeper.marked_pids()) - before if alice.hands.find_window(pid)
        ]:
            raise StoryFailed(f"a third window opened, of process {more}")
        self.say("the deleted account is listed no more, and its window is there for another")

    def _sit_down_at_new_window(
        self, stage: Stage, opener: Person, who: Who, before: set[int], *, index: int
    ) -> Person:
        """Sit down at the window that somebody's app opened in a process of its own.

        Args:
            stage: Where the story plays.
            opener: In whose window it was asked for.
            who: Who sits there.
            before: The processes that there were.
            index: Which place on the screen the window gets, from 0.
        """

        def find_pid() -> int | None:
            new = set(stage.keeper.marked_pids()) - before
            return next((pid for pid in sorted(new) if opener.hands.find_window(pid)), None)

        pid = opener.watch(find_pid, what="window of another account")
        person = Person(
            who,
            session=opener.session,
            process=FoundProcess(f"app of {who.name}", pid),
            hands=Hands(stage.screen),
            place=place_on(stage.screen.size, index),
            patience_s=self.patience_s,
        )
        stage.leaving.callback(person.leave)
        return person

    def _look_for_names(self, stage: Stage, alice: Person, server: str) -> None:
        search = LeakSearch({"second name": WORK.name, "server": server})
        control, planted = search.plant_control(stage.workspace / "relay")
        try:
            missed = set(planted) - set(search.in_files([stage.workspace / "relay"]))
        finally:
            control.unlink()
        if missed:
            raise StoryFailed(f"the search misses planted values: {describe(sorted(missed))}")
        own_logs = [
            log for log in (self.out / "logs").iterdir() if log.name != stage.relay.log.name
        ]
        if leaked := search.in_files([alice.session.home, *own_logs]):
            raise StoryFailed(f"a name or server lies open: {describe(leaked)}")
        self.say("no file of alice's computer names account or server")


def open_menu(person: Person) -> None:
    """Open the menu of the own avatar."""
    person.come_forward()
    person.press_button(f"Signed in as {person.name}")
    person.see(ADD)


def wait_until_active(person: Person) -> None:
    """Wait until a window has come to the front and the keys go to it.

    Raises:
        StoryFailed: it does not.
    """

    def is_active() -> bool | None:
        frames = [window for window in person.app.windows() if window.role() == Role.FRAME]
        return True if any(frame.has(State.ACTIVE) for frame in frames) else None

    person.watch(is_active, what="window in front")
