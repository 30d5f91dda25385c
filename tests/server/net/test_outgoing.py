"""Leaving at the end of a turn: once, in order, all together."""

from collections.abc import Callable

from server.net.outgoing import Outgoing


class Turns:
    """A loop of which each turn is made by the test."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def call_soon(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def turn(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()


class Noting:
    """A sender that notes its name when it is flushed."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self._name = name
        self._notes = notes

    def flush(self) -> None:
        self._notes.append(self._name)


def test_one_call_flushes_all_of_a_turn() -> None:
    turns, notes = Turns(), list[str]()
    outgoing = Outgoing(turns.call_soon)

    for name in ("b", "a", "c"):
        outgoing.add(Noting(name, notes))
    assert len(turns.calls) == 1
    assert notes == []
    turns.turn()
    assert notes == ["b", "a", "c"]
    turns.turn()
    assert notes == ["b", "a", "c"]


def test_what_is_added_while_flushing_leaves_in_the_next_turn() -> None:
    turns, notes = Turns(), list[str]()
    outgoing = Outgoing(turns.call_soon)

    class Adding(Noting):
        def flush(self) -> None:
            super().flush()
            outgoing.add(Noting("later", notes))

    outgoing.add(Adding("first", notes))
    turns.turn()
    assert notes == ["first"]
    turns.turn()
    assert notes == ["first", "later"]
