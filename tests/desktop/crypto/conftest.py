"""Fixtures of this folder."""

from tests.helpers.rsa_pool import rsa_pool

__all__ = ["rsa_pool"]
