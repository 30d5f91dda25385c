"""The table of all stories, and the command that plays them."""

from pathlib import Path

import pytest

from tests.e2e.all_stories import Played, main, table


def test_table_names_verdict_and_pictures() -> None:
    lines = table(
        [
            Played("keys", 12.34, "", ("palette-both.png", "focus-both.png")),
            Played("search", 3.0, "there is no hit", ()),
        ],
        Path("/out"),
    )

    assert lines[2].split() == [
        "keys",
        "12.3",
        "ok",
        "keys/palette-both.png,",
        "keys/focus-both.png",
    ]
    assert lines[3].split() == ["search", "3.0", "FAILED"]
    assert lines[4] == "search: there is no hit"


def test_unknown_story_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["dance"])

    assert "dance" in capsys.readouterr().err
