"""Three people for the tests of this folder, made once per run."""

import pytest

from tests.helpers.people import Person, make_person
from tests.helpers.quick_stretching import quick_stretching
from tests.helpers.rsa_pool import RsaPool, rsa_pool
from tests.helpers.unproven_chains import unproven_chains

__all__ = ["quick_stretching", "rsa_pool", "unproven_chains"]


@pytest.fixture(scope="session")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="session")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)


@pytest.fixture(scope="session")
def carol(rsa_pool: RsaPool) -> Person:
    return make_person("carol", rsa_pool, number=2)
