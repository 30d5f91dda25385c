"""The first conversation on the real app and relay, from two empty homes: the demo, shorter."""

from pathlib import Path

import pytest

from tests.e2e.story import FirstConversation, Programs, short_script


@pytest.mark.timeout(240)
def test_two_people_register_find_each_other_and_chat(tmp_path: Path) -> None:
    story = FirstConversation(
        programs=Programs.from_source(), script=short_script(), out=tmp_path, say=print
    )
    story.play()
    shown = {
        name: [row.message.text for row in rows if row.message is not None]
        for name, rows in story.rows.items()
    }
    written = {*story.script.written_by("alice"), *story.script.written_by("bob")}
    assert set(shown["alice"]) == set(shown["bob"]) == written
