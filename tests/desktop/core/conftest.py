"""The relay that the messengers of this folder's tests talk to."""

import pytest

from tests.helpers.fake_relay import FakeRelay
from tests.helpers.messengers import system_clock


@pytest.fixture
def relay() -> FakeRelay:
    return FakeRelay(system_clock)
