"""Errors say which verdict they are and carry fields, never secrets."""

import inspect

import pytest

from desktop import errors
from desktop.errors import DesktopError, MessageTooLong, RelayIncompatible

CLASSES = [
    member
    for _name, member in inspect.getmembers(errors, inspect.isclass)
    if issubclass(member, DesktopError)
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_stands_in_the_tree_drawn_at_the_top(error: type[DesktopError]) -> None:
    assert error.__name__ in (errors.__doc__ or "")


def test_fields_tell_what_a_caller_acts_on() -> None:
    assert MessageTooLong(65_000).size_bytes == 65_000
    assert RelayIncompatible(relay_is_newer=True).relay_is_newer
    assert RelayIncompatible(relay_is_newer=None).relay_is_newer is None
