"""The launcher refuses Pythons that the project does not support, in words, and starts on them."""

import ast
from pathlib import Path

import pytest

from tools import dev


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons_are_taken(version: tuple[int, int]) -> None:
    assert dev.refusal_of_python(version, "python3") is None


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14), (4, 0)])
def test_other_pythons_are_refused_in_one_sentence(version: tuple[int, int]) -> None:
    sentence = dev.refusal_of_python(version, "/usr/bin/python3")

    assert sentence is not None
    assert "3.11, 3.12 or 3.13" in sentence
    assert f"Python {version[0]}.{version[1]}" in sentence
    assert "\n" not in sentence


def test_launcher_has_no_syntax_newer_than_python_3_8() -> None:
    source = Path(dev.__file__).read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 8))
