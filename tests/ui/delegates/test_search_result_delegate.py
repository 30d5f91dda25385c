"""The painter of search results: heights, snippets of two lines, both looks and directions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui.delegates.search_result_delegate import SearchResultDelegate
from desktop.ui.models.search_results_model import ResultKind
from desktop.ui.preferences import ThemeChoice
from desktop.ui.views.search_view import SearchView
from tests.ui.conftest import Desk

LONG = (
    "Nothing of what comes before matters at all to somebody who reads this line in a list, but "
    "then the ferry comes and takes everybody to the other side of the water where the goats are"
)


@pytest.fixture
def view(desk: Desk) -> SearchView:
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_contact("ferryman")
    for text in ("ferry", LONG, "العبّارة ferry"):
        desk.messenger.add_message(bob, text, is_told=False)
    desk.messenger.add_message(bob, "my ferry", is_own=True, is_told=False)
    window = desk.open_window()
    window.shell.show_search()
    window.shell.search.field.set_text("ferry")
    desk.settle()
    return window.shell.search


def delegate(view: SearchView) -> SearchResultDelegate:
    found = view.rows.itemDelegate()
    assert isinstance(found, SearchResultDelegate)
    return found


def row_of(view: SearchView, text: str) -> int:
    for row in range(view.model.rowCount()):
        hit = view.model.result(row).hit
        if hit is not None and hit.message.text == text:
            return row
    raise AssertionError(text)


def test_rows_have_the_heights_of_their_kind(view: SearchView) -> None:
    option = QStyleOptionViewItem()
    heights = {
        view.model.result(row).kind: delegate(view).sizeHint(option, view.model.index(row)).height()
        for row in range(view.model.rowCount())
    }

    assert heights == {ResultKind.HEADING: 32, ResultKind.CHAT: 64, ResultKind.HIT: 80}


def test_a_long_text_is_cut_to_two_lines_around_the_hit(view: SearchView) -> None:
    row = view.model.result(row_of(view, LONG))

    lines, sender = delegate(view)._snippet(row, 228)
    text = lines.text(0, lines.length)

    assert (lines.line_count, sender) == (2, 0)
    assert "ferry" in text
    assert text.endswith("…")
    assert not text.startswith("Nothing")


def test_a_short_text_is_shown_whole(view: SearchView) -> None:
    row = view.model.result(row_of(view, "my ferry"))

    lines, sender = delegate(view)._snippet(row, 228)
    assert lines.text(0, lines.length) == "You: my ferry"
    assert sender == len("You: ")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_every_row_paints(
    view: SearchView, desk: Desk, look: ThemeChoice, direction: Qt.LayoutDirection
) -> None:
    desk.theme.choose(look)
    view.rows.setLayoutDirection(direction)
    view._move(1)

    assert not view.rows.grab().isNull()
