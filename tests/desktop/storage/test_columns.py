"""Sequence numbers keep their order in a column, up to the highest that the wire allows."""

import pytest

from desktop.storage.columns import NO_SEQ, read_address, read_seq, seq_column
from tests.desktop.storage.sample_rows import BOB

SEQS = [0, 1, 255, 256, 3_000_000, 2**32, 2**63 - 1, 2**63, 2**64 - 1]


def test_seq_survives_its_column() -> None:
    assert [read_seq(seq_column(seq)) for seq in SEQS] == SEQS
    assert seq_column(0) == NO_SEQ


def test_columns_sort_as_the_numbers_do() -> None:
    assert sorted(SEQS, key=seq_column) == SEQS


def test_seq_beyond_the_wire_is_refused() -> None:
    with pytest.raises(OverflowError):
        seq_column(2**64)


def test_address_is_read_from_two_columns() -> None:
    assert read_address(BOB.account, BOB.device) == BOB
