"""What the tests of the driver share: one screen, and a person at a toy window."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.desktop_session import open_session
from tests.e2e.person import Person
from tests.e2e.pointer_keyboard import Hands
from tests.e2e.processes import ProcessKeeper
from tests.e2e.story import ALICE, Programs, place_on
from tests.e2e.virtual_screen import Screen, open_screen

HERE = Path(__file__).parent
IMPATIENT_S = 5.0

Seat = Callable[..., Person]


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One Xvfb with openbox for all tests; never the display of whoever runs them."""
    with (
        ProcessKeeper(tmp_path_factory.mktemp("screen-logs")) as keeper,
        open_screen(keeper) as screen,
    ):
        yield screen


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[ProcessKeeper]:
    """A keeper that ends its programs with the test."""
    with ProcessKeeper(tmp_path / "logs") as keeper:
        yield keeper


@pytest.fixture
def seat_at_toy(
    screen: Screen, keeper: ProcessKeeper, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seat]:
    """A function that seats Alice at a toy window: `seat(texts=[…], fault="…")`."""
    with ExitStack() as leaving:

        def seat(*, texts: list[str] | None = None, fault: str = "none") -> Person:
            home = tmp_path_factory.mktemp("alice")
            session = open_session(keeper, screen, owner="alice", home=home, keyring_password="k-1")
            command: list[str | Path] = [
                sys.executable,
                HERE / "toy_window.py",
                "--data-dir",
                home / "data",
            ]
            command += ["--fault", fault]
            if texts is not None:
                (home / "texts.json").write_text(json.dumps(texts))
                command += ["--texts", home / "texts.json"]
            process = keeper.start("toy", command, environment=session.environment)
            person = Person(
                ALICE,
                session=session,
                process=process,
                hands=Hands(screen),
                place=place_on(screen.size, 0),
                patience_s=IMPATIENT_S,
            )
            leaving.callback(person.leave)
            return person

        yield seat


@pytest.fixture
def toy_programs() -> Callable[[str], Programs]:
    """The toy window and hub as the programs of a story, with a fault of the window."""

    def programs(fault: str = "none") -> Programs:
        window = (sys.executable, str(HERE / "toy_window.py"), "--fault", fault)
        return Programs(window, (sys.executable, str(HERE / "toy_hub.py")))

    return programs
