"""Cleaning keeps the person's data, forgetting removes it, neither happens under an open app."""

import sys
from pathlib import Path

import pytest

from tools.devkit.places import Places
from tools.devkit.private_relay import private_relay, wait_until_unused
from tools.devkit.runs import clean, forget, has_display
from tools.devkit.speech import Stop


@pytest.fixture
def tree(tmp_path: Path) -> Places:
    """Return a checkout with data and with things that can be made again."""
    for folder in (".local/app", ".venv/bin", "build/x", "desktop/__pycache__"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "desktop" / "app.py").touch()
    return Places(tmp_path)


def write_app(checkout: Places, body: str) -> None:
    (checkout.root / "desktop").mkdir()
    (checkout.root / "desktop" / "__main__.py").write_text(body, encoding="utf-8")
    checkout.app_data.mkdir(parents=True)


def test_clean_leaves_data_and_sources(tree: Places) -> None:
    assert clean(tree) == 0

    assert tree.app_data.is_dir()
    assert (tree.root / "desktop" / "app.py").is_file()
    assert not tree.venv.exists()
    assert not tree.build.exists()
    assert not (tree.root / "desktop" / "__pycache__").exists()


def test_forget_without_data_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget(Places(tmp_path)) == 0

    assert "Nothing to forget" in capsys.readouterr().out


def test_forget_asks_the_app_first_and_removes_all(checkout: Places) -> None:
    write_app(checkout, "import pathlib, sys; pathlib.Path('asked').write_text(' '.join(sys.argv))")

    assert forget(checkout) == 0

    asked = (checkout.root / "asked").read_text(encoding="utf-8")
    assert asked.endswith(f"forget --data-dir {checkout.app_data}")
    assert not checkout.local.exists()


def test_forget_keeps_data_whose_keyring_entries_stay(checkout: Places) -> None:
    write_app(checkout, "raise SystemExit(4)")

    assert forget(checkout) == 4

    assert checkout.app_data.is_dir()


def test_nothing_is_removed_under_an_open_app(checkout: Places) -> None:
    checkout.app_data.mkdir(parents=True)
    with private_relay(checkout):
        with pytest.raises(Stop, match="close it first"):
            forget(checkout)
        with pytest.raises(Stop, match="close it first"):
            clean(checkout)

    wait_until_unused(checkout)
    assert checkout.app_data.is_dir()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells by variables")
@pytest.mark.parametrize(
    ("variables", "is_there"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_display_is_told_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], is_there: bool
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert has_display() is is_there
