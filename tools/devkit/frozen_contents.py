"""Which analysed libraries and plug-ins go into the frozen programs, judged by name alone."""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

# One analysed file: where it goes, where it comes from, and PyInstaller's word for its kind.
Entry = tuple[str, str, str]

# What a desktop on X11, Wayland, Windows or macOS never loads. The GTK theme alone pulls in a whole
# second toolkit; what it cost is in docs/decisions/013-frozen-programs.md.
LEFT_OUT = (
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/imageformats/*qicns*",
    "*/plugins/imageformats/*qpdf*",
    "*/plugins/imageformats/*qtga*",
    "*/plugins/imageformats/*qtiff*",
    "*/plugins/imageformats/*qwbmp*",
    "*/plugins/networkinformation/*",
    "*/plugins/platforminputcontexts/*virtualkeyboard*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vkkhrdisplay*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platformthemes/*gtk3*",
    "*/plugins/tls/*",
    # Texts of Qt's own file dialogs; ours are in resources/translations.
    "*/PySide6/*translations/*",
    "PySide6/*translations/*",
)
# Python modules that hooks bring along and nothing of ours imports.
EXCLUDED_MODULES = (
    "PySide6.QtNetwork",
    "_pytest",
    "alembic.testing",
    "hypothesis",
    "mypy",
    "pytest",
    "sqlalchemy.testing",
    "tkinter",
    "yaml",
)


def is_left_out(destination: str) -> bool:
    """Tell whether a file stays out, by the place it would have in the frozen programs."""
    name = destination.replace("\\", "/")
    return any(fnmatchcase(name, pattern) for pattern in LEFT_OUT)


def kept(entries: Iterable[Entry], *, imports_of: Callable[[str], set[str]]) -> list[Entry]:
    """Drop the left-out files and the libraries that only they need.

    Args:
        entries: Everything that the analysis found.
        imports_of: Returns the sources of the libraries that a file loads itself.

    Returns:
        The rest in its order. A library that nobody is known to load stays: something may load it
        by name.
    """
    every = list(entries)
    remaining = [entry for entry in every if not is_left_out(entry[0])]
    dropped = {source for _, source, _ in every} - {source for _, source, _ in remaining}
    only_for_dropped = _closure(dropped, imports_of)
    roots = {source for _, source, _ in remaining if source not in only_for_dropped}
    needed = _closure(roots, imports_of) | roots
    return [entry for entry in remaining if entry[1] in needed]


def _closure(sources: Iterable[str], imports_of: Callable[[str], set[str]]) -> set[str]:
    """Return everything that files load, directly or not; without the files unless loaded too."""
    found: set[str] = set()
    waiting = list(sources)
    while waiting:
        new = imports_of(waiting.pop()) - found
        found |= new
        waiting += new
    return found
