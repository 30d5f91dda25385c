"""Chats and messages found, with headings that nobody can choose."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.core.search_records import SearchHit
from desktop.core.search_words import split_query
from desktop.ui.models.conversation_list_model import RECORD_ROLE, ConversationListModel
from desktop.ui.models.search_results_model import (
    RESULT_ROLE,
    ResultKind,
    SearchResultsModel,
)
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger

WORDS = split_query("ferry")


class Results:
    """A model over a messenger with two chats."""

    def __init__(self) -> None:
        self.messenger = FakeMessenger()
        self.bob = self.messenger.add_contact("bob")
        self.chats = ConversationListModel(lambda: NOON_MS)
        texts = ("the ferry", "a ferry", "ferry")
        self.hits = [
            SearchHit(message=self.messenger.add_message(self.bob, text), marks=())
            for text in texts
        ]
        self.chats.set_conversations([self.messenger.conversation(self.bob)])
        self.contact = self.chats.records()[0].contact
        self.model = SearchResultsModel(
            self.chats, lambda contact: self.contact if contact == self.bob else None,
            lambda: NOON_MS,
        )  # fmt: skip
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )

    def kinds(self) -> list[ResultKind]:
        return [self.model.result(row).kind for row in range(self.model.rowCount())]


@pytest.fixture
def results(theme: object) -> Results:
    return Results()


def test_chats_stand_above_messages(results: Results) -> None:
    results.model.show(
        WORDS, chats=[results.contact], hits=results.hits[:2], count="3 found", note="more"
    )

    assert results.kinds() == [
        ResultKind.HEADING,
        ResultKind.CHAT,
        ResultKind.HEADING,
        ResultKind.HIT,
        ResultKind.HIT,
        ResultKind.NOTE,
    ]
    assert results.model.result(2).count == "3 found"
    assert results.model.index(1).data(RECORD_ROLE).contact == results.contact
    assert results.model.index(3).data(RESULT_ROLE).hit == results.hits[0]


def test_older_hits_go_above_the_note(results: Results) -> None:
    results.model.show(WORDS, hits=results.hits[:1], note="more")

    results.model.append(results.hits[1:])

    assert [results.model.index(row).data() for row in range(1, 5)] == [
        "the ferry",
        "a ferry",
        "ferry",
        "more",
    ]


def test_only_what_leads_somewhere_is_chosen(results: Results) -> None:
    results.model.show(WORDS, chats=[results.contact], hits=results.hits[:1], note="more")
    model = results.model

    assert model.next_choosable(-1, 1) == 1
    assert model.next_choosable(1, 1) == 3
    assert model.next_choosable(3, 1) is None
    assert model.next_choosable(3, -1) == 1
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(3)) & Qt.ItemFlag.ItemIsSelectable


def test_rows_are_read_out(results: Results) -> None:
    results.model.show(WORDS, hits=results.hits[:1], count="1 found")
    role = Qt.ItemDataRole.AccessibleTextRole

    assert results.model.index(0).data(role) == "Messages 1 found"
    assert results.model.index(1).data(role) == "Chat with bob. bob, 12:00: the ferry"


def test_messages_of_nobody_known_are_left_out(results: Results) -> None:
    results.contact = None  # type: ignore[assignment]

    results.model.show(WORDS, hits=results.hits)

    assert ResultKind.HIT not in results.kinds()
