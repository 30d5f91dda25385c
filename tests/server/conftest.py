"""Two people and a clock for the tests of this folder."""

import pytest

from tests.helpers.people import Person, make_person
from tests.helpers.quick_stretching import quick_stretching
from tests.helpers.relay_parts import clock
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["clock", "quick_stretching", "rsa_pool"]


@pytest.fixture(autouse=True)
def _quick_passwords(quick_stretching: None) -> None:
    """Every relay hashes one password as it starts, every registration another."""


@pytest.fixture(scope="session")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="session")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)
