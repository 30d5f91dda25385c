"""Plug-ins that no desktop loads stay out, with the libraries that only they need."""

import pytest

from tools.devkit.frozen_contents import is_left_out, kept

PLUGINS = "PySide6/Qt/plugins"
LOADS = {
    "gtk": {"libgtk", "libglib"},
    "libgtk": {"libcairo", "libglib"},
    "libcairo": set(),
    "xcb": {"libglib"},
    "libglib": set(),
    "by-name": set(),
}
ENTRIES = [
    (f"{PLUGINS}/platformthemes/libqgtk3.so", "gtk", "BINARY"),
    (f"{PLUGINS}/platforms/libqxcb.so", "xcb", "BINARY"),
    ("libgtk-3.so.0", "libgtk", "BINARY"),
    ("libcairo.so.2", "libcairo", "BINARY"),
    ("libglib-2.0.so.0", "libglib", "BINARY"),
    ("libsqlite3.so.0", "by-name", "BINARY"),
]


@pytest.mark.parametrize(
    "name", ["libqxcb.so", "libqwayland.so", "libqoffscreen.so", "qcocoa.dylib"]
)
def test_platforms_of_desktops_stay(name: str) -> None:
    assert not is_left_out(f"{PLUGINS}/platforms/{name}")


@pytest.mark.parametrize("name", ["libqeglfs.so", "libqlinuxfb.so", "libqvnc.so"])
def test_other_platforms_are_left_out(name: str) -> None:
    assert is_left_out(f"{PLUGINS}/platforms/{name}")
    assert is_left_out(f"{PLUGINS}/platforms/{name}".replace("/", "\\"))


def test_texts_of_ours_are_not_taken_for_qts() -> None:
    assert is_left_out("PySide6/Qt/translations/qtbase_de.qm")
    assert not is_left_out("resources/translations/securechat_de.qm")


def test_libraries_of_left_out_files_go_with_them_and_shared_ones_stay() -> None:
    remaining = [source for _, source, _ in kept(ENTRIES, imports_of=LOADS.__getitem__)]

    assert remaining == ["xcb", "libglib", "by-name"]
