"""`python -m tests.e2e.demo`: a story, the first conversation by default, for whoever watches.

Exits 0 only if the windows showed everything.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from tests.e2e.accounts_story import Accounts
from tests.e2e.background_story import Background
from tests.e2e.first_run_stories import SERVER_STORIES
from tests.e2e.keyring_story import KeyringTrouble
from tests.e2e.lock_story import LockAndRecovery
from tests.e2e.renewal_story import Renewal
from tests.e2e.search_story import Search
from tests.e2e.settings_story import Settings
from tests.e2e.short_stories import SHORT_STORIES
from tests.e2e.states_story import Offline
from tests.e2e.story import ROOT, FirstConversation, Programs, full_script
from tests.e2e.waiting import StoryFailed
from tests.e2e.window_story import Keys, Window
from tests.e2e.writing_story import Writing

FIRST = "conversation"
STORIES: dict[str, type[FirstConversation]] = {
    FIRST: FirstConversation,
    **SHORT_STORIES,
    **SERVER_STORIES,
    "background": Background,
    "lock": LockAndRecovery,
    "writing": Writing,
    "search": Search,
    "window": Window,
    "keys": Keys,
    "offline": Offline,
    "settings": Settings,
    "renewal": Renewal,
    "keyring": KeyringTrouble,
    "accounts": Accounts,
}

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the story and say how it went.

    Args:
        arguments: The command line without the program's name.

    Returns:
        0 if the windows showed everything, else 1.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tests.e2e.demo",
        description="Two people register, find each other and chat, in two real windows.",
    )
    parser.add_argument(
        "--frozen", type=Path, metavar="DIR", help="play it on the frozen programs in this folder"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        default=ROOT / "build" / "demo",
        help="folder for screenshots, transcripts and logs (default: build/demo)",
    )
    parser.add_argument(
        "--story",
        choices=sorted(STORIES),
        default=FIRST,
        help=f"which story to play (default: {FIRST})",
    )
    options = parser.parse_args(arguments)
    for number in ENDING_SIGNALS:
        # So that every process is ended also when the demo itself is.
        signal.signal(number, _stop)
    out: Path = options.out.resolve()
    programs = Programs.frozen(options.frozen) if options.frozen else Programs.from_source()
    story = STORIES[options.story](
        programs=programs,
        script=full_script(),
        out=out,
        say=_say,
        display=os.environ.get("DISPLAY", ""),
    )
    try:
        story.play()
    except StoryFailed as failure:
        _say(f"The demo failed: {failure}.")
        _say(f"Logs and pictures are in {out}")
        return 1
    except KeyboardInterrupt:
        _say("The demo was stopped.")
        return 1
    if story.rows:
        counts = " and ".join(f"{name} {len(rows)}" for name, rows in story.rows.items())
        _say(f"Both windows showed every message (rows seen: {counts}). Pictures are in {out}")
    else:
        _say(f"The windows showed everything. Pictures are in {out}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
