"""A few letters find a name."""

import pytest

from desktop.ui.fuzzy import find_match


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("no", "Noor Haddad", "No"),
        ("no", "Emil Novak", "No"),
        ("had no", "Noor Haddad", "NoHad"),
        ("beltran", "Ana Beltrán", "Beltrán"),
        ("STRASSE", "straße", "straße"),
        ("ov", "Emil Novak", "ov"),
        ("nhd", "Noor Haddad", "NHd"),
        ("", "Noor", ""),
        ("حداد", "نور حداد", "حداد"),
    ],
)
def test_letters_are_found(query: str, text: str, hits: str) -> None:
    match = find_match(query, text)

    assert match is not None
    assert "".join(text[place] for place in sorted(match.places)) == hits


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("x", "Noor"),
        ("dn", "Noor d"),
        ("no x", "Noor"),
        ("no", "Settings: About"),
        ("nw", "Noor likes to sail on windy lakes"),
    ],
)
def test_letters_that_are_not_there_in_order_are_not_found(query: str, text: str) -> None:
    assert find_match(query, text) is None


def test_starts_of_words_come_first_then_insides_then_scattered_and_short_before_long() -> None:
    names = ["Nino Ostrov", "Anno", "Emil Novak", "Nox"]

    def score(name: str) -> int:
        match = find_match("no", name)
        assert match is not None
        return match.score

    assert sorted(names[1:], key=score, reverse=True) == ["Nox", "Emil Novak", "Anno"]
    match = find_match("nos", names[0])
    assert match is not None
    assert score("Anno") > match.score
