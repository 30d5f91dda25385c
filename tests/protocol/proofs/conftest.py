"""Fixtures of this folder: two people with keys and chains of their own."""

import pytest

from tests.helpers.people import Person, make_person
from tests.helpers.rsa_pool import RsaPool


@pytest.fixture(scope="module")
def alice(rsa_pool: RsaPool) -> Person:
    return make_person("alice", rsa_pool, number=0)


@pytest.fixture(scope="module")
def bob(rsa_pool: RsaPool) -> Person:
    return make_person("bob", rsa_pool, number=1)
