"""The first conversation: two people register, find each other, and write, in real windows."""

import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.accessibility import BUTTONS, LISTS, TEXT_FIELDS, Accessible
from tests.e2e.desktop_session import DesktopSession, open_session
from tests.e2e.leak_search import LeakSearch, describe
from tests.e2e.person import LATEST_ROWS, Person, Who
from tests.e2e.picture import Rectangle
from tests.e2e.pointer_keyboard import Hands
from tests.e2e.processes import ProcessKeeper, RunningProcess
from tests.e2e.shown_rows import RowReader, ShownRow, shorten, take_apart
from tests.e2e.virtual_screen import Screen, open_screen
from tests.e2e.waiting import PATIENCE_S, Deadline, StoryFailed, TimedOut

ROOT = Path(__file__).resolve().parents[2]

WINDOW_WIDTH, WINDOW_HEIGHT = 1180, 740
MARGIN = 8
TITLE_BAR = 32

RECOVERY_GROUPS = 6
ALICE = Who("alice", "violet-anchor-84-Tundra", "keyring-of-alice-5127")
BOB = Who("bob", "copper-lantern-19-Fjord", "keyring-of-bob-9034")

OPENING = "Hello Bob, this is Alice. Is it quiet where you are?"
ANSWER = "Hello Alice! Quiet as the harbour before six."
LONG_LENGTH = 20_000
# Of a longer text the printed transcript has the beginning; the whole is in the file.
SHOWN_LENGTH = 100
SENTENCES_PER_LINE = 5


@dataclass(frozen=True)
class Programs:
    """What to start.

    Attributes:
        app: The app's command, to be followed by its options.
        relay: The relay's command, to be followed by its options.
        folder: Where both are started; None for the person's own home.
    """

    app: tuple[str, ...]
    relay: tuple[str, ...]
    folder: Path | None = None

    @classmethod
    def from_source(cls) -> "Programs":
        """Return the programs of this checkout, run by this Python."""
        return cls((sys.executable, "-m", "desktop"), (sys.executable, "-m", "server"), folder=ROOT)

    @classmethod
    def frozen(cls, folder: Path) -> "Programs":
        """Return the frozen programs in a folder."""
        folder = folder.resolve()
        return cls((str(folder / "securechat"),), (str(folder / "securechat-relay"),))


@dataclass(frozen=True)
class Script:
    """What is written in a story.

    Attributes:
        opening: Alice's first message.
        answer: Bob's answer to it.
        alice: What Alice writes afterwards, in order.
        bob: What Bob writes afterwards, in order.
    """

    opening: str
    answer: str
    alice: tuple[str, ...]
    bob: tuple[str, ...]

    def written_by(self, name: str) -> list[str]:
        """Return all that one of the two writes, in order."""
        if name == ALICE.name:
            return [self.opening, *self.alice]
        return [self.answer, *self.bob]


def full_script() -> Script:
    """Return the whole story: ten messages each way after the greeting, one of them long."""
    alice = [
        f"Message {number} from Alice: the ferry leaves at 7:{number:02}."
        for number in range(1, 11)
    ]
    bob = [
        f"Message {number} from Bob: the bread of stall {number} is good."
        for number in range(1, 11)
    ]
    alice[2] = "Third from Alice: קפה בשש ליד הנמל? ☕🥖"
    bob[3] = "Fourth from Bob: وصلت الصور، شكراً جزيلاً! 📷"
    bob[6] = "Seventh from Bob: 明日は駅で会いましょう 🚉"
    alice[5] = long_text(LONG_LENGTH)
    return Script(OPENING, ANSWER, tuple(alice), tuple(bob))


def short_script() -> Script:
    """Return a shorter story: two messages each way after the greeting, one of them long."""
    full = full_script()
    return Script(OPENING, ANSWER, (full.alice[2], long_text(4_000)), (full.bob[0], full.bob[3]))


def long_text(length: int) -> str:
    """Return a text of Hebrew, Latin and emoji with no two equal lines.

    Args:
        length: Its characters, exactly.
    """
    hebrew = "הספינה יוצאת מהנמל לפני הזריחה והלחם עדיין חם"
    latin = "while the tea is still warm and the harbour is quiet"
    emoji = "🌊🥖☕🚉📷🧭"
    text = ""
    number = 0
    while len(text) < length:
        number += 1
        sign = emoji[number % len(emoji)]
        text += f"{number}. {hebrew} {sign} {latin} {number}."
        text += "\n" if number % SENTENCES_PER_LINE == 0 else " "
    # No blank at the end: a text field or a relay may take those away, rightly.
    return text[: length - 1] + "!"


@dataclass(frozen=True)
class Stage:
    """Where a story plays.

    Attributes:
        keeper: Starts and ends every program.
        screen: The display.
        workspace: Folder of the homes.
        relay: The running relay.
        url: Where it listens.
        leaving: Told whose window is no longer looked at in the end.
    """

    keeper: ProcessKeeper
    screen: Screen
    workspace: Path
    relay: RunningProcess
    url: str
    leaving: ExitStack


class FirstConversation:
    """Plays the story once.

    Attributes:
        programs: What is started.
        script: What is written.
        out: Folder for screenshots, transcripts and logs.
        say: Called with each line for the person who watches.
        display: The display to play on; empty for one of our own.
        patience_s: How long to wait for one thing before calling it broken.
        rows: By person, each row of that person's window as it was seen.
        cast: Who has a window.
        app_options: Given to each app beside its folder and relay.
        has_relay_option: Whether each app is told where the relay is.
    """

    cast: tuple[Who, ...] = (ALICE, BOB)
    app_options: tuple[str, ...] = ()
    has_relay_option = True

    def __init__(
        self,
        *,
        programs: Programs,
        script: Script,
        out: Path,
        say: Callable[[str], None],
        display: str = "",
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.programs = programs
        self.script = script
        self.out = out
        self.say = say
        self.display = display
        self.patience_s = patience_s
        self.rows: dict[str, list[ShownRow]] = {}

    def play(self) -> None:
        """Play it from two empty homes to the closed windows.

        Raises:
            StoryFailed: something was not as it should be; the first such thing, in one sentence.
        """
        self._clear_out()
        with (
            tempfile.TemporaryDirectory(prefix="securechat-story-") as folder,
            ProcessKeeper(self.out / "logs") as keeper,
            open_screen(keeper, existing=self.display) as screen,
            ExitStack() as leaving,
        ):
            workspace = Path(folder)
            relay, url = self._start_relay(keeper, workspace, screen)
            stage = Stage(keeper, screen, workspace, relay, url, leaving)
            people = []
            for index, who in enumerate(self.cast):
                people.append(self._seat(who, stage, home=who.name, index=index))
            with self._pictures_of_failure(screen, people):
                self._perform(stage, people)
                self._close(people, relay)

    def _perform(self, stage: Stage, people: list[Person]) -> None:
        """Play all between two windows that show and two that close.

        Whoever leaves or comes meanwhile is taken from or put into `people`.
        """
        alice, bob = people
        self._converse(alice, bob)
        self._read_windows(stage.screen, people)
        self._search_for_leaks(stage.workspace, stage.relay)

    def _clear_out(self) -> None:
        """Remove what an earlier run left in the folder, and nothing else."""
        self.out.mkdir(parents=True, exist_ok=True)
        for pattern in ("*both.png", "*alice.png", "*bob.png", "transcript-*.txt"):
            for path in self.out.glob(pattern):
                path.unlink()
        for pattern in ("*.log", "window-of-*.txt"):
            for path in (self.out / "logs").glob(pattern):
                path.unlink()

    # --- the scenes --------------------------------------------------------------------------

    def _start_relay(
        self, keeper: ProcessKeeper, workspace: Path, screen: Screen
    ) -> tuple[RunningProcess, str]:
        home = workspace / "relay"
        home.mkdir()
        command = [*self.programs.relay, "serve", "--listen", "127.0.0.1:0"]
        command += ["--database", f"sqlite:///{home / 'relay.sqlite'}"]
        command += self._relay_options(home)
        environment = {
            name: value for name, value in screen.environment.items() if name != "DISPLAY"
        }
        relay = keeper.start(
            "relay",
            command,
            environment=environment | {"HOME": str(home)},
            is_talking=True,
            folder=self.programs.folder or home,
        )
        deadline = Deadline()
        while not (line := relay.read_line(deadline)).startswith("listening on "):
            pass
        url = line.removeprefix("listening on ").strip()
        self.say(f"The relay listens on {url}")
        return relay, url

    def _relay_options(self, home: Path) -> list[str]:
        """Return what a story tells its relay beside place and database."""
        return []

    def _seat(self, who: Who, stage: Stage, *, home: str, index: int) -> Person:
        """Start somebody's desktop and app in a home of that name."""
        folder = stage.workspace / home
        session = open_session(
            stage.keeper,
            stage.screen,
            owner=home,
            home=folder,
            keyring_password=who.keyring_password,
        )
        self._furnish(stage, session)
        return self._sit_down(who, stage, session, index=index)

    def _furnish(self, stage: Stage, session: DesktopSession) -> None:
        """Put into somebody's desktop what a story needs there before the app starts."""

    def _sit_down(
        self,
        who: Who,
        stage: Stage,
        session: DesktopSession,
        *,
        index: int,
        is_placed: bool = True,
    ) -> Person:
        """Start the app in a session: for the first time, or again after it was closed.

        Args:
            who: Whose app it is.
            stage: Where the story plays.
            session: The person's desktop.
            index: Which place on the screen the window gets, from 0.
            is_placed: False leaves the window where it opened.
        """
        process = stage.keeper.start(
            f"app of {session.owner}",
            [
                *(*self.programs.app, "--data-dir", str(session.home / "data")),
                *(("--relay", stage.url) if self.has_relay_option else ()),
                *self.app_options,
            ],
            environment=session.environment,
            folder=self.programs.folder or session.home,
        )
        person = Person(
            who,
            session=session,
            process=process,
            hands=Hands(stage.screen),
            place=place_on(stage.screen.size, index) if is_placed else None,
            patience_s=self.patience_s,
        )
        stage.leaving.callback(person.leave)
        return person

    def _converse(self, alice: Person, bob: Person) -> None:
        for person in (alice, bob):
            register(person)
            self.say(f"{person.name} has registered")
        look_up(alice, bob)
        self.say(f"{alice.name} looked {bob.name} up and sees that {bob.name} is online")
        alice.write(self.script.opening)
        accept_request(bob, alice, self.script.opening)
        self.say(f"{bob.name} accepted {alice.name}'s request")
        bob.write(self.script.answer)
        wait_for_text(alice, self.script.answer)
        self.say("The first message was answered")
        for number in range(max(len(self.script.alice), len(self.script.bob))):
            for person, texts in ((alice, self.script.alice), (bob, self.script.bob)):
                if number < len(texts):
                    person.write(texts[number])
        for person, other in ((alice, bob), (bob, alice)):
            wait_for_all(person, other, self.script)
            count = len(self.script.written_by(person.name))
            self.say(f"All {count} messages of {person.name} show that they were delivered")

    def _read_windows(self, screen: Screen, people: Sequence[Person]) -> None:
        for person in people:
            rows = RowReader(person).read_all()
            self.rows[person.name] = rows
            transcript = "\n".join(row.spoken for row in rows) + "\n"
            (self.out / f"transcript-{person.name}.txt").write_text(transcript)
            self.say(f"\nWhat {person.name}'s window shows:")
            for row in rows:
                self.say("  " + describe_row(row))
        self.say("")
        self._photograph(screen, people)
        alice, bob = people
        for person, other in ((alice, bob), (bob, alice)):
            check_rows(person.name, other.name, self.rows[person.name], self.script)

    def _search_for_leaks(self, workspace: Path, relay: RunningProcess) -> None:
        values = {
            f"message {number} of {who.name}": text
            for who in (ALICE, BOB)
            for number, text in enumerate(self.script.written_by(who.name), start=1)
        }
        passwords = {f"password of {who.name}": who.password for who in (ALICE, BOB)}
        passwords |= {
            f"keyring password of {who.name}": who.keyring_password for who in (ALICE, BOB)
        }
        search = LeakSearch(values | passwords)
        control, planted = search.plant_control(workspace / "relay")
        try:
            found = search.in_files([workspace, self.out / "logs"])
        finally:
            control.unlink()
        missed = set(planted) - set(found)
        if missed:
            raise StoryFailed(f"the search misses planted values: {describe(sorted(missed))}")
        leaked = sorted(set(found) - set(planted))
        # The apps show the texts and ask for the passwords, so these are in their memory; the
        # relay must never have seen any of them.
        shorter = {"a greeting": self.script.opening, "its answer": self.script.answer}
        leaked += LeakSearch(shorter | passwords).in_memory(relay.pid)
        if leaked:
            raise StoryFailed(f"what only the two may know lies open: {describe(leaked)}")
        self.say(
            f"None of {len(values)} messages and {len(passwords)} passwords is in a file of the"
            " relay or of either person, and none was found in the relay's memory; planted ones"
            " are found"
        )

    def _close(self, people: Sequence[Person], relay: RunningProcess) -> None:
        for person in people:
            code = person.close_window()
            if code != 0:
                words = person.process.last_words()
                raise StoryFailed(f"{person.name}'s app ended with code {code}: {words}")
        relay.ask_to_end()
        code = relay.wait(Deadline())
        if code != 0:
            raise StoryFailed(f"the relay ended with code {code}: {relay.last_words()}")

    # --- pictures ----------------------------------------------------------------------------

    def _photograph(self, screen: Screen, people: Sequence[Person], prefix: str = "") -> None:
        both = screen.picture()
        frames = [person.frame() for person in people]
        left = max(0, min(frame.left for frame in frames) - MARGIN)
        top = max(0, min(frame.top for frame in frames) - TITLE_BAR)
        right = max(frame.right for frame in frames) + MARGIN
        bottom = max(frame.bottom for frame in frames) + MARGIN
        around = Rectangle(left, top, right - left, bottom - top)
        (self.out / f"{prefix}both.png").write_bytes(both.crop(around).png())
        for person in people:
            if not screen.is_ours:
                person.come_forward()
            (self.out / f"{prefix}{person.name}.png").write_bytes(person.picture().png())

    @contextmanager
    def _pictures_of_failure(self, screen: Screen, people: Sequence[Person]) -> Iterator[None]:
        """Keep what the windows showed when the story failed."""
        try:
            yield
        except StoryFailed:
            with contextlib.suppress(Exception):
                self._photograph(screen, people, prefix="failed-")
            for person in people:
                with contextlib.suppress(Exception):
                    described = person.app.describe()
                    (self.out / "logs" / f"window-of-{person.name}.txt").write_text(described)
            raise


def place_on(screen: Rectangle, index: int) -> Rectangle:
    """Return where a window goes: the first left, the second right, smaller on a small screen."""
    half = screen.width // 2
    width = min(WINDOW_WIDTH, half - 2 * MARGIN)
    height = min(WINDOW_HEIGHT, screen.height - TITLE_BAR - 2 * MARGIN)
    return Rectangle(index * half + MARGIN, TITLE_BAR, width, height)


def register(person: Person) -> str:
    """Create an account, from the first screen to the empty list of chats.

    Returns:
        The recovery code, its groups parted by spaces.

    Raises:
        StoryFailed: a screen does not come or cannot be used.
    """

    def find_first_step() -> Accessible | None:
        # The card that is open already has another name.
        return person.find("Create an account") or person.find("Username", TEXT_FIELDS)

    first_step = person.watch(find_first_step, what='"Create an account" in the window')
    if first_step.role() not in TEXT_FIELDS:
        person.click(first_step)
    person.fill("Username", person.name)
    person.press_button("Continue")
    person.fill("Password", person.who.password)
    person.press_button("Create account")
    return keep_recovery_code(person)


def keep_recovery_code(person: Person) -> str:
    """Do as `type_recovery_code`, and see the empty list of chats.

    Raises:
        StoryFailed: a screen does not come or cannot be used.
    """
    code = type_recovery_code(person)
    person.see("Add a contact", BUTTONS)
    return code


def type_recovery_code(person: Person) -> str:
    """Read the recovery code of the last screen, type two of its groups, and go on.

    Returns:
        The code, its groups parted by spaces.

    Raises:
        StoryFailed: a screen does not come or cannot be used.
    """
    shown = person.see("Recovery code").description()
    groups = [group.partition(": ")[2].replace(" ", "") for group in shown.split(", ")]
    if len(groups) != RECOVERY_GROUPS:
        raise StoryFailed(f"{person.name}'s code has {len(groups)} groups")
    for number, group in enumerate(groups, 1):
        if person.find(f"Group {number}", TEXT_FIELDS) is not None:
            person.fill(f"Group {number}", group)
    person.press_button("Finish")
    return " ".join(groups)


def look_up(person: Person, other: Person) -> None:
    """Find somebody by name, see the presence, and open the conversation.

    Raises:
        StoryFailed: the other is not found, or not online.
    """
    person.come_forward()
    person.hands.press("ctrl+n")
    person.fill("Username", other.name)
    person.see(f"Found {other.name}, online")
    person.press_button("Start chat")
    person.see(f"Conversation with {other.name}")
    person.see("Presence: online")


def open_request(person: Person, text: str) -> None:
    """Open the request that says something, and see its message.

    Raises:
        StoryFailed: the request or the message does not come, or it stands among the chats.
    """
    person.press_button("Requests")
    person.click(
        person.watch(
            lambda: find_row(person, "Message requests", text), what="row among the requests"
        )
    )
    person.see("Accept", BUTTONS)
    wait_for_text(person, text)
    if find_row(person, "Chats", text) is not None:
        raise StoryFailed(f"{person.name}'s window shows a request among the chats")


def accept_request(person: Person, other: Person, text: str) -> None:
    """Accept the request that says something, and see the open conversation with its message.

    Raises:
        StoryFailed: the request or the conversation does not come.
    """
    open_request(person, text)
    person.press_button("Accept")
    person.see(f"Conversation with {other.name}")
    wait_for_text(person, text)


def find_row(person: Person, list_name: str, text: str) -> Accessible | None:
    """Return the row of a list of conversations whose latest message has this text, if it shows.

    It cannot be found by the name: until the writer's name is confirmed, which the app hurries
    only for a conversation that is looked at, the row says "New contact".
    """
    found = person.find(list_name, LISTS)
    if found is None:
        return None
    rows = [found.child(index) for index in range(found.child_count())]
    return next((row for row in rows if text in row.name()), None)


def wait_for_text(person: Person, text: str) -> None:
    """Wait until a text stands among the latest rows of the open conversation.

    Raises:
        StoryFailed: it does not come.
    """
    person.watch(
        lambda: True if any(text in row for row in person.rows(last=LATEST_ROWS)) else None,
        what=f"message {shorten(text, 40)!r}",
    )


def wait_for_all(person: Person, other: Person, script: Script) -> None:
    """Wait until a person's window tells of every text: own ones delivered, the other's arrived.

    Raises:
        StoryFailed: something is still missing; the first such text is named.
    """
    missing: list[str] = []

    def is_complete() -> bool | None:
        messages = [take_apart(row) for row in person.rows()]
        delivered = {m.text for m in messages if m and m.sender == "You" and m.state == "delivered"}
        arrived = {m.text for m in messages if m and m.sender == other.name}
        missing[:] = [text for text in script.written_by(person.name) if text not in delivered]
        missing.extend(text for text in script.written_by(other.name) if text not in arrived)
        return None if missing else True

    try:
        person.watch(is_complete, what="all messages")
    except TimedOut:
        if not missing:
            raise
        text = shorten(missing[0], 40)
        is_own = missing[0] in script.written_by(person.name)
        fault = "is not shown as delivered" if is_own else "does not arrive"
        raise StoryFailed(f"in {person.name}'s window {text!r} {fault}") from None


def check_rows(name: str, other: str, rows: Sequence[ShownRow], script: Script) -> None:
    """Require that a window showed each text once, in its writer's order, and own ones delivered.

    Raises:
        StoryFailed: it did not.
    """
    messages = [row.message for row in rows if row.message is not None]
    for writer, shown_as in ((name, "You"), (other, other)):
        written = script.written_by(writer)
        shown = [message.text for message in messages if message.sender == shown_as]
        if shown == written:
            continue
        surplus = Counter(shown) - Counter(written)
        lacking = Counter(written) - Counter(shown)
        if lacking:
            raise StoryFailed(f"{name}'s window lacks {shorten(next(iter(lacking)), 40)!r}")
        if surplus:
            raise StoryFailed(
                f"{name}'s window shows too often {shorten(next(iter(surplus)), 40)!r}"
            )
        raise StoryFailed(f"{name}'s window shows what {writer} wrote in another order")
    waiting = [m for m in messages if m.sender == "You" and m.state != "delivered"]
    if waiting:
        raise StoryFailed(
            f"{name}'s window shows {shorten(waiting[0].text, 40)!r} as not delivered"
        )
    if len(messages) != len(script.written_by(name)) + len(script.written_by(other)):
        raise StoryFailed(f"{name}'s window shows a message of somebody else")


def describe_row(row: ShownRow) -> str:
    """Return a row on one line as it was shown; of a long text the beginning."""
    if row.message is None or len(row.message.text) <= SHOWN_LENGTH:
        return row.spoken
    message = row.message
    state = f"; {message.state}" if message.state else ""
    return (
        f"{message.sender}, {message.time}: {shorten(message.text, SHOWN_LENGTH)}{state}"
        f"  [{len(message.text):,} characters, seen in {row.pieces} pieces]"
    )
