"""Objects that hold secrets show, compare and copy nothing."""

import copy
import pickle

import pytest

from desktop.crypto.opaque import Opaque


class Secret(Opaque):
    def __init__(self) -> None:
        self.key = b"marker-of-a-secret"


def test_repr_shows_the_class_only() -> None:
    assert repr(Secret()) == str(Secret()) == f"{Secret()}" == "<Secret>"


def test_equality_is_never_asked() -> None:
    secret = Secret()
    for other in (Secret(), b"", None):
        with pytest.raises(TypeError):
            secret == other  # noqa: B015
        with pytest.raises(TypeError):
            secret != other  # noqa: B015


def test_it_is_not_pickled_or_copied() -> None:
    for spread in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as caught:
            spread(Secret())
        assert "marker" not in str(caught.value)


def test_it_may_lie_in_a_set() -> None:
    one, other = Secret(), Secret()
    assert len({one, other, one}) == 2
