"""Own names of people are one visible line."""

import pytest

from desktop.core.own_names import MAX_OWN_NAME_CHARS, clean_own_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mira   Sandoval ", "Mira Sandoval"),
        ("Mira\nSandoval\t!", "Mira Sandoval !"),
        ("\u202eevil\u2066", "evil"),
        ("Jose\u0301", "José"),
        ("👩\u200d🔬 Ana", "👩\u200d🔬 Ana"),
        (" \u200b\u00a0 ", ""),
        ("x" * 63 + " y", "x" * 63),
        ("x" * 100, "x" * MAX_OWN_NAME_CHARS),
    ],
)
def test_name_is_one_visible_line(typed: str, kept: str) -> None:
    assert clean_own_name(typed) == kept
