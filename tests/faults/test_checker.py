"""The checker of histories finds each planted fault, and none where there is none."""

import pytest

from tests.faults.checker import Sent, Shown, find_faults

SENT = [
    Sent(sender="alice", text="a1", is_certain=True),
    Sent(sender="bob", text="b1", is_certain=True),
    Sent(sender="alice", text="a2", is_certain=True),
    Sent(sender="alice", text="a3"),
    Sent(sender="alice", text="a4", is_certain=True),
]


def rows(*texts: str) -> list[Shown]:
    """Return rows of texts whose first letter says who sent them."""
    return [Shown(sender="alice" if text[0] == "a" else "bob", text=text) for text in texts]


@pytest.mark.parametrize(
    ("at_alice", "at_bob"),
    [
        (["a1", "b1", "a2", "a4"], ["a1", "b1", "a2", "a4"]),
        (["a1", "b1", "a2", "a3", "a4"], ["a1", "b1", "a2", "a3", "a4"]),
        (["a1", "a2", "a4", "b1"], ["b1", "a1", "a2", "a4"]),
    ],
    ids=["without the doubtful one", "with it", "different places between senders"],
)
def test_true_histories_pass(at_alice: list[str], at_bob: list[str]) -> None:
    assert find_faults(SENT, {"alice": rows(*at_alice), "bob": rows(*at_bob)}) == []


@pytest.mark.parametrize(
    ("at_bob", "fault"),
    [
        (["a1", "b1", "a4"], "bob does not see 'a2' of alice"),
        (["a1", "b1", "a2", "a2", "a4"], "bob sees 'a2' of alice 2 times"),
        (["a2", "b1", "a1", "a4"], "bob sees 'a2' of alice before 'a1'"),
        (["a1", "b1", "a2", "a4", "a9"], "bob sees 'a9' of alice, which was never sent"),
        (["a1", "a2", "a4"], "bob does not see 'b1' of bob"),
        (["a1", "b1", "a2", "a3", "a4"], "only bob sees 'a3' of alice"),
        (["a1", "b1", "a2", "a4", "a3"], "bob sees 'a4' of alice before 'a3'"),
        ([], "bob does not see 'a1' of alice"),
    ],
    ids=["loss", "double", "swap", "invented", "own lost", "one-sided", "late", "nothing at all"],
)
def test_planted_fault_is_found(at_bob: list[str], fault: str) -> None:
    found = find_faults(SENT, {"alice": rows("a1", "b1", "a2", "a4"), "bob": rows(*at_bob)})

    assert fault in found


def test_message_under_another_name_is_found() -> None:
    history = [*rows("a1", "a2", "a4"), Shown(sender="alice", text="b1")]

    found = find_faults(SENT, {"alice": rows("a1", "b1", "a2", "a4"), "bob": history})

    assert found == [
        "bob does not see 'b1' of bob",
        "bob sees 'b1' of alice, which was never sent",
    ]
