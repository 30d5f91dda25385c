"""Searches of the window: answered in order, and only the newest waits."""

from desktop.core.events import SearchIndexCompleted
from desktop.core.search_records import SearchQuery
from desktop.errors import DatabaseUnreadable
from tests.ui.conftest import Desk


def test_hits_come_with_what_was_asked(desk: Desk) -> None:
    bob = desk.messenger.add_contact("bob")
    desk.messenger.add_message(bob, "the ferry", is_told=False)
    found: list[tuple[object, ...]] = []
    desk.bridge.search.found.connect(lambda *answer: found.append(answer))
    query = SearchQuery(text="ferry")

    desk.bridge.search.search(query)
    desk.settle()

    ((asked, before, page),) = found
    assert (asked, before) == (query, None)
    assert getattr(page, "count", None) == 1


def test_what_is_typed_meanwhile_leaves_out_what_waited(desk: Desk) -> None:
    release = desk.gate("search")
    for text in ("f", "fe", "fer", "ferr"):
        desk.bridge.search.search(SearchQuery(text=text))
    desk.settle()

    release()
    desk.settle()

    asked = [call[1] for call in desk.messenger.calls if call[0] == "search"]
    assert asked == [SearchQuery(text="f"), SearchQuery(text="ferr")]


def test_a_failed_search_is_told_and_the_next_one_runs(desk: Desk) -> None:
    failed: list[tuple[object, ...]] = []
    found: list[tuple[object, ...]] = []
    desk.bridge.search.search_failed.connect(lambda *answer: failed.append(answer))
    desk.bridge.search.found.connect(lambda *answer: found.append(answer))
    desk.messenger.faults["search"] = DatabaseUnreadable()

    desk.bridge.search.search(SearchQuery(text="ferry"))
    desk.bridge.search.search(SearchQuery(text="bus"))
    desk.settle()

    assert failed[0][0] == SearchQuery(text="ferry")
    assert found[0][0] == SearchQuery(text="bus")


def test_first_message_of_a_day_is_found_or_missing(desk: Desk) -> None:
    bob = desk.messenger.add_contact("bob")
    message = desk.messenger.add_message(bob, "hello", is_told=False)
    found: list[tuple[object, ...]] = []
    missing: list[object] = []
    desk.bridge.search.day_found.connect(lambda *answer: found.append(answer))
    desk.bridge.search.day_missing.connect(missing.append)

    desk.bridge.search.find_day(bob, message.shown_at_ms)
    desk.bridge.search.find_day(bob, message.shown_at_ms + 1)
    desk.settle()

    assert found == [(bob, message.position.row)]
    assert missing == [bob]


def test_completed_index_is_news(desk: Desk) -> None:
    completed: list[bool] = []
    desk.bridge.search.index_completed.connect(lambda: completed.append(True))

    desk.messenger.tell(SearchIndexCompleted())

    assert completed == [True]
