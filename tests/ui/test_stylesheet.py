"""The stylesheet is complete for both looks."""

import pytest

from desktop.ui.stylesheet import build_stylesheet
from desktop.ui.tokens import DARK, LIGHT, Tokens


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_place_is_filled(tokens: Tokens) -> None:
    sheet = build_stylesheet(tokens)

    assert tokens.outline in sheet
    assert sheet.count("{") == sheet.count("}")
    assert "{{" not in sheet
