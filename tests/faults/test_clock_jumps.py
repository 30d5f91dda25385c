"""A clock jumps by a day or by years while two people write: nobody is locked out, nothing is lost.

FT-10, with real messengers and a relay whose clocks a test sets.
"""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.faults.wired_people import HELLO, agree, two_friends
from tests.helpers.messengers import ManualClock
from tests.helpers.relay_parts import ManualClock as RelayClock
from tests.helpers.relay_parts import config_in, relay_here

DAY_S: Final = 24 * 3600
YEARS_S: Final = 10 * 365 * DAY_S

JUMPS: Final = {"a day": DAY_S, "a day back": -DAY_S, "years": YEARS_S, "years back": -YEARS_S}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seconds", JUMPS.values(), ids=JUMPS.keys())
@pytest.mark.parametrize("whose", ["the relay's", "everybody else's"])
def test_what_was_written_while_a_clock_was_wrong_comes_in_order(
    tmp_path: Path, whose: str, seconds: int
) -> None:
    """FT-10: amid a session, over a new sign-in, and after the clock was set right."""

    async def story() -> tuple[list[str], list[str]]:
        clock, relay_clock = ManualClock(), RelayClock(ManualClock().now_ms)

        def jump(by_s: int) -> None:
            if whose == "the relay's":
                relay_clock.jump(by_s)
            else:
                clock.advance(seconds=by_s)

        async with (
            relay_here(config_in(tmp_path), clock=relay_clock) as url,
            two_friends(tmp_path, (url, url), clock) as (alice, bob),
        ):
            for by_s, word in ((seconds, "amid"), (-seconds, "right")):
                jump(by_s)
                await alice.say(f"{word} 1")
                await bob.say(f"{word} 2")
                await alice.engine.close()
                await bob.say(f"{word} 3")
                await alice.reopen()
                await alice.say(f"{word} 4")
            return await agree(alice, bob)

    of_alice = [HELLO, "amid 1", "amid 4", "right 1", "right 4"]
    of_bob = ["amid 2", "amid 3", "right 2", "right 3"]
    assert asyncio.run(story()) == (of_alice, of_bob)
