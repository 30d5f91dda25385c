"""How much of a long text is shown at first, and how much more at each wish."""

FOLDED_FROM = 1_600
FOLDED_LETTERS = 1_200
FOLDED_FROM_LINES = 28
FOLDED_LINES = 20
"""What is shown fits the pane; a text is folded only if that hides something worth a click."""

STEP_LETTERS = 8_000
STEP_LINES = 400
"""What a wish to see more adds: some screens full, measured before anybody notices."""

_SEARCHED_FOR_BLANK = 100


def wishes_to_reach(text: str, place: int) -> int:
    """Return how often one must ask to see more of a text until a place in it is shown.

    Args:
        text: The whole text.
        place: In characters, at most its length.
    """
    wishes = 0
    while True:
        shown, is_folded = fold(text, wishes)
        if not is_folded or len(shown) - len("…") >= place:
            return wishes
        wishes += 1


def fold(text: str, unfolded: int) -> tuple[str, bool]:
    """Return the beginning of a text that is shown.

    Args:
        text: The whole text.
        unfolded: How often the person asked to see more of it.

    Returns:
        What is shown, and whether something is left.
    """
    letters = FOLDED_LETTERS + unfolded * STEP_LETTERS
    lines = FOLDED_LINES + unfolded * STEP_LINES
    is_short = len(text) <= letters + FOLDED_FROM - FOLDED_LETTERS
    if is_short and text.count("\n") < lines + FOLDED_FROM_LINES - FOLDED_LINES:
        return text, False
    shown = text[:letters]
    breaks = shown.split("\n", lines)
    if len(breaks) > lines:
        shown = "\n".join(breaks[:lines])
    elif len(text) > letters:
        blank = max(shown.rfind(mark, len(shown) - _SEARCHED_FOR_BLANK) for mark in " \n")
        shown = shown[:blank] if blank > 0 else shown
    return shown.rstrip() + "…", True
