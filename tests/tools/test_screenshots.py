"""Pictures are drawn by a module of the checkout, once what the tests need is there."""

import pytest

from tools.devkit import screenshots
from tools.devkit.places import Places


@pytest.mark.parametrize("code", [0, 3])
def test_scenes_are_drawn_with_the_fonts_of_the_tests(
    checkout: Places, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    folder = checkout.root / "tests" / "ui"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    (folder / "pictures.py").write_text(f"import sys\nsys.exit({code})\n", "utf-8")
    packages: list[str] = []
    monkeypatch.setattr(
        screenshots,
        "ensure_setup",
        lambda _places, _lock, needs: packages.extend(need.package for need in needs),
    )

    assert screenshots.screenshots(checkout) == code
    assert "fonts-noto-color-emoji" in packages
