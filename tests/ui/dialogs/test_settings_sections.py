"""The list of sections."""

from desktop.ui.dialogs.settings_sections import FIRST_SECTION, SECTIONS


def test_sections_differ_and_the_first_one_is_among_them() -> None:
    keys = [section.key for section in SECTIONS]

    assert len(set(keys)) == len(keys)
    assert len({section.title() for section in SECTIONS}) == len(keys)
    assert FIRST_SECTION in keys
