"""In which list a conversation stands."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from desktop.core.records import ContactId, ConversationRecord, Relation
from desktop.ui.models.chat_book import ChatBook, is_request
from tests.helpers.fake_messenger import NOON_MS, FakeMessenger


class Book:
    """A book over a messenger with a friend and a stranger."""

    def __init__(self) -> None:
        self.owner = QObject()
        self.messenger = FakeMessenger()
        self.bob = self.messenger.add_contact("bob")
        self.ivo = self.messenger.add_contact("ivo", relation=Relation.REQUEST)
        for contact in (self.bob, self.ivo):
            self.messenger.add_message(contact, "hello", is_unread=True, is_told=False)
        self.book = ChatBook(lambda: NOON_MS, self.owner)
        self.book.load([self.record(self.bob), self.record(self.ivo)])

    def record(self, contact: ContactId) -> ConversationRecord:
        return self.messenger.conversation(contact)

    def put(self, contact: ContactId) -> None:
        self.book.put(self.record(contact))

    @property
    def places(self) -> tuple[list[ContactId], list[ContactId], list[ContactId]]:
        """Who stands in the chats, in the requests, and in neither."""
        book = self.book
        return (
            [record.contact.id for record in book.chats.records()],
            [record.contact.id for record in book.requests.records()],
            [contact.id for contact in book.people_without_chat()],
        )


@pytest.fixture
def book() -> Book:
    return Book()


def test_requests_stand_apart(book: Book) -> None:
    assert book.places == ([book.bob], [book.ivo], [])
    assert is_request(book.record(book.ivo))
    assert book.book.unseen_requests == 1
    assert [contact.id for contact in book.book.contacts()] == [book.bob]


def test_request_that_is_accepted_moves(book: Book) -> None:
    book.messenger.change_contact(book.ivo, relation=Relation.ACCEPTED)
    book.put(book.ivo)

    chats, requests, unlisted = book.places
    assert set(chats) == {book.bob, book.ivo}
    assert (requests, unlisted) == ([], [])
    assert book.book.unseen_requests == 0


def test_person_stays_when_the_chat_is_deleted(book: Book) -> None:
    book.book.put(replace(book.record(book.bob), is_listed=False))

    assert book.places == ([], [book.ivo], [book.bob])
    found = book.book.find(book.bob)
    assert found is not None
    assert found.contact.username == "bob"
    assert [contact.id for contact in book.book.contacts()] == [book.bob]


def test_nobody_is_found_who_is_not_there(book: Book) -> None:
    book.book.remove(book.ivo)

    assert book.places == ([book.bob], [], [])
    assert book.book.find(book.ivo) is None
    assert book.book.find(ContactId(99)) is None


def test_blocked_people_are_told(book: Book) -> None:
    assert book.book.blocked() == []
    book.messenger.change_contact(book.bob, relation=Relation.BLOCKED)
    book.put(book.bob)

    assert [contact.id for contact in book.book.blocked()] == [book.bob]
