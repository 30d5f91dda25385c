"""Verifying, requests, a changed key, an invite and the echo bot, on the real app and relay."""

from pathlib import Path

import pytest

from tests.e2e.demo import FIRST, STORIES
from tests.e2e.story import Programs, short_script

PICTURES = {
    "verification": {"verification-numbers-both.png", "verification-both.png"},
    "request": {"request-both.png", "request-blocked-both.png"},
    "changed-key": {"new-computer-both.png", "changed-key-both.png"},
    "changed-key-verified": {"new-computer-both.png", "changed-key-verified-both.png"},
    "missing": {"missing-both.png", "missing-repaired-both.png"},
    "background": {"background-clicked-both.png"},
    "lock": {
        "locked-both.png",
        "cannot-open-both.png",
        "recovery-both.png",
        "recovered-both.png",
    },
    "window": {"details-both.png", "dark-both.png", "narrow-both.png", "dark-again-both.png"},
    "keys": {"palette-both.png", "shortcuts-both.png", "focus-both.png"},
    "offline": {"offline-both.png", "catching-up-both.png", "jump-both.png"},
    "settings": {
        *("settings-found-both.png", "settings-account-both.png", "settings-about-both.png"),
        *("settings-delete-both.png", "settings-deleted-both.png", "failed-message-both.png"),
    },
    "invite": {"invite-made-both.png", "invite-both.png"},
    "self-signed": {
        *("untrusted-both.png", "first-invite-both.png"),
        *("lost-both.png", "lost-back-both.png"),
    },
    "changed-server": {"changed-server-both.png"},
    "own-server": {"own-server-both.png"},
    "by-code": {"code-refused-both.png"},
    "writing": {
        *("completion-both.png", "picker-both.png", "link-both.png", "menu-both.png"),
        "mouse-menu-both.png",
        *("info-both.png", "chosen-both.png", "folded-both.png", "draft-both.png"),
    },
    "search": {
        *("search-in-chat-both.png", "search-everywhere-both.png"),
        *("damaged-both.png", "saved-both.png"),
    },
    "echo": {"echo-offered-both.png", "echo-both.png"},
    "renewal": {
        *("renew-computer-both.png", "renew-identity-both.png"),
        *("renewed-both.png", "renewed-number-both.png"),
    },
    "keyring": {
        *("keyring-locked-both.png", "keyring-missing-both.png", "keyring-back-both.png"),
    },
    "accounts": {
        *("accounts-two-both.png", "accounts-locked-both.png", "accounts-deleted-both.png"),
    },
}

QUICK = {"verification", "keys"}
"""With the first conversation, which has a test of its own, these are played before a commit."""


def play(name: str, out: Path) -> None:
    """Play a story and require its pictures."""
    STORIES[name](programs=Programs.from_source(), script=short_script(), out=out, say=print).play()
    assert {path.name for path in out.glob("*both.png")} == PICTURES[name]


def test_every_story_is_played() -> None:
    assert set(PICTURES) == set(STORIES) - {FIRST}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", sorted(QUICK))
def test_quick_story_is_shown_in_real_windows(tmp_path: Path, name: str) -> None:
    play(name, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", sorted(PICTURES.keys() - QUICK))
def test_short_story_is_shown_in_real_windows(tmp_path: Path, name: str) -> None:
    play(name, tmp_path)
