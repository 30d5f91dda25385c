"""Long texts: folded only where that hides something, unfolded step by step to the last letter."""

import pytest

from desktop.ui.text_folding import (
    FOLDED_FROM,
    FOLDED_FROM_LINES,
    FOLDED_LETTERS,
    FOLDED_LINES,
    STEP_LETTERS,
    fold,
    wishes_to_reach,
)


@pytest.mark.parametrize("text", ["", "hi", "x" * FOLDED_FROM, "\n" * (FOLDED_FROM_LINES - 1)])
def test_what_is_not_long_is_shown_whole(text: str) -> None:
    assert fold(text, 0) == (text, False)


def test_long_text_ends_at_a_blank() -> None:
    text, is_folded = fold("word " * 1_000, 0)

    assert is_folded
    assert text.endswith("word…")
    assert FOLDED_LETTERS - 10 < len(text) <= FOLDED_LETTERS + 1


def test_text_without_blanks_is_cut_all_the_same() -> None:
    assert fold("x" * 10_000, 0) == ("x" * FOLDED_LETTERS + "…", True)


def test_many_lines_are_folded() -> None:
    text, is_folded = fold("line\n" * 100, 0)

    assert is_folded
    assert text == "\n".join(["line"] * FOLDED_LINES) + "…"


@pytest.mark.parametrize("text", ["word " * 12_000, "x" * 64_000, "a\n" * 32_000, "\n" * 63_999])
def test_every_wish_shows_more_until_all_is_shown(text: str) -> None:
    before = -1
    for unfolded in range(1_000):
        shown, is_folded = fold(text, unfolded)
        if not is_folded:
            assert shown == text
            return
        assert text.startswith(shown.removesuffix("…"))
        assert before < len(shown) <= FOLDED_LETTERS + unfolded * STEP_LETTERS + 1
        before = len(shown) if shown != "…" else -1
    pytest.fail("never shown whole")


@pytest.mark.parametrize("text", ["word " * 12_000, "x" * 64_000, "a\n" * 32_000])
@pytest.mark.parametrize("place", [0, 500, 2_000, 30_000, 60_000])
def test_as_few_wishes_as_needed_reach_a_place(text: str, place: int) -> None:
    wishes = wishes_to_reach(text, place)

    shown, _ = fold(text, wishes)
    assert text.startswith(shown[: place - 1])
    assert len(shown) >= place
    if wishes:
        assert len(fold(text, wishes - 1)[0]) - 1 < place


def test_short_text_needs_no_wish() -> None:
    assert wishes_to_reach("hi", 2) == 0
