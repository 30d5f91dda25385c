"""Writing messages: what is refused before anything is stored, and how changes are told."""

from pathlib import Path

import pytest

from desktop.core.conversations import check_text, text_size_bytes
from desktop.core.records import Draft
from desktop.errors import MessageEmpty, MessageTooLong
from protocol import limits
from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import Person, run, system_clock


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u3000"])
def test_text_without_a_visible_character_is_refused(text: str) -> None:
    with pytest.raises(MessageEmpty):
        check_text(text)


def test_limit_is_counted_in_utf8_bytes() -> None:
    fits = "é" * (limits.MAX_TEXT_BYTES // 2)
    assert check_text(fits).text == fits
    assert text_size_bytes(fits) == limits.MAX_TEXT_BYTES
    with pytest.raises(MessageTooLong) as caught:
        check_text(fits + "x")
    assert caught.value.size_bytes == limits.MAX_TEXT_BYTES + 1


def test_size_is_that_of_the_normalised_text() -> None:
    decomposed = "e\u0301" * 3
    assert text_size_bytes(decomposed) == 6


def test_lone_surrogate_of_a_broken_clipboard_is_replaced() -> None:
    assert check_text("a\ud800b").text == "a?b"


def test_draft_with_a_lone_surrogate_is_kept(tmp_path: Path) -> None:
    """It is no reason to lose what else was written; the cursor stands where it stood."""

    async def story() -> None:
        relay = FakeRelay(system_clock)
        alice, bob = (Person(name, tmp_path, relay.client) for name in ("alice", "bob"))
        async with alice, bob:
            await alice.create_account()
            await bob.create_account()
            to_bob = await alice.chat_with(bob)
            await alice.engine.save_draft(to_bob, Draft(text="a\ud800b", cursor=2))
            (conversation,) = await alice.conversations()
            assert conversation.draft == Draft(text="a?b", cursor=2)

    run(story())
