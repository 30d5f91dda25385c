"""Preferences: typed, kept in a file, told on change; a broken file stops nobody."""

import json
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.preferences import Preferences, PreferenceStore, clamp_zoom

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bob.json"


def test_preferences_come_back(file: Path) -> None:
    store = PreferenceStore(file)
    assert store.values == Preferences()

    store.change(theme="dark", zoom_percent=150, list_width=300)
    store.save()

    assert PreferenceStore(file).values == Preferences(
        theme="dark", zoom_percent=150, list_width=300
    )
    assert json.loads(file.read_text())["version"] == 1


def test_only_what_differs_is_told(qtbot: QtBot) -> None:
    store = PreferenceStore()
    told: list[str] = []
    store.changed.connect(told.append)

    store.change(theme="dark", zoom_percent=100)
    store.change(theme="dark")

    assert told == ["theme"]


def test_file_is_written_by_itself_once_it_rests(file: Path, qtbot: QtBot) -> None:
    store = PreferenceStore(file)

    store.change(list_width=300)
    store.change(list_width=301)
    assert not file.exists()

    qtbot.waitUntil(file.exists)
    assert PreferenceStore(file).values.list_width == 301


@pytest.mark.parametrize(
    "values", [{"theme": "pink"}, {"zoom_percent": 79}, {"zoom_percent": 201}, {"enter_sends": 1}]
)
def test_value_that_cannot_be_is_refused(values: dict[str, object]) -> None:
    store = PreferenceStore()

    with pytest.raises(msgspec.ValidationError):
        store.change(**values)

    assert store.values == Preferences()


def test_unknown_name_is_refused() -> None:
    with pytest.raises(TypeError):
        PreferenceStore().change(colour="pink")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({"theme": "pink", "zoom_percent": 120}, Preferences(zoom_percent=120)),
        ({"zoom_percent": "big", "theme": "dark"}, Preferences(theme="dark")),
        ({"zoom_percent": 999}, Preferences()),
        ({"window_place": {"left": 1}, "enter_sends": False}, Preferences(enter_sends=False)),
        ({"list_width": 1e30}, Preferences()),
    ],
)
def test_damaged_preference_has_its_default_and_the_others_stay(
    file: Path, stored: dict[str, object], expected: Preferences
) -> None:
    file.write_text(json.dumps(stored))

    assert PreferenceStore(file).values == expected


def test_broken_file_is_as_at_the_first_start(file: Path) -> None:
    file.write_bytes(b"{")
    store = PreferenceStore(file)
    assert store.values == Preferences()

    store.change(theme="light")
    store.save()

    assert PreferenceStore(file).values.theme == "light"


def test_what_a_newer_version_wrote_is_kept(file: Path) -> None:
    file.write_text(json.dumps({"version": 2, "theme": "light", "wallpaper": {"blue": 9}}))

    store = PreferenceStore(file)
    store.change(zoom_percent=120)
    store.save()

    assert json.loads(file.read_text())["wallpaper"] == {"blue": 9}


def test_file_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    store = PreferenceStore(tmp_path / "taken" / "bob.json")

    store.change(theme="dark")
    store.save()

    assert store.values.theme == "dark"


@pytest.mark.parametrize(("asked", "allowed"), [(10, 80), (100, 100), (999, 200)])
def test_zoom_is_brought_into_its_range(asked: int, allowed: int) -> None:
    assert clamp_zoom(asked) == allowed
