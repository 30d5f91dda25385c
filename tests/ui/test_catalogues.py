"""The catalogues of the languages are whole: every text of the code, translated, with its parts."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from desktop.ui.language import LANGUAGES, SOURCE_LANGUAGE
from tests.architecture.source_tree import ROOT
from tools.devkit import translations
from tools.devkit.places import Places

FOLDER = ROOT / "resources" / "translations"
CODES = sorted(set(LANGUAGES) - {SOURCE_LANGUAGE})
FORMS = {"ar": 6, "de": 2}
"""Forms for numbers: none, one, two, few, many, hundreds in Arabic; one and more in German."""

FIRST_FORM_WITH_NUMBER = {"ar": 3, "de": 0}
"""Arabic says "no message", "one message" and "two messages" without a digit."""

SAME_IN_GERMAN = {
    "System", "Text", "Details", "Server", "Info", "Passphrase", "Chats", "online",
    "Filter: {name}", "Server: {address}",
}  # fmt: skip
"""German uses these very words."""

SAME_EVERYWHERE = {
    # A name.
    "SecureChat", "SecureChat {version}",
    # What stands on a key.
    "Enter", "Esc",
    # Parts that are put together, with nothing to translate between them.
    "{percent} %", "{name}, {time}: {text}", "{number}: {group}", "{words}: {keys}",
    # Dates in the order that the language has, too.
    "d MMM", "d MMMM", "d MMM yyyy", "d MMMM yyyy",
}  # fmt: skip

_WITHOUT_COUNT = 3
"""Context, text and a remark; the fourth argument of translate() is a count."""

IMPORTER = """
import importlib, pathlib, sys
from PySide6.QtCore import QCoreApplication, QTranslator

class Listener(QTranslator):
    def isEmpty(self):
        return False
    def translate(self, context, text, disambiguation=None, n=-1):
        print(context, text)
        return text

app = QCoreApplication([])
listener = Listener()
app.installTranslator(listener)
for path in sorted(pathlib.Path("desktop/ui").rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts))
"""


class Entry:
    """A text of a catalogue with its translation in all forms."""

    def __init__(self, context: str, message: ET.Element) -> None:
        translation = message.find("translation")
        assert translation is not None
        self.place = f"{context}: {message.findtext('source')}"
        self.source = message.findtext("source") or ""
        self.is_counted = message.get("numerus") == "yes"
        self.is_finished = translation.get("type") is None
        forms = translation.findall("numerusform") if self.is_counted else [translation]
        self.forms = [form.text or "" for form in forms]


def entries(code: str) -> Iterator[Entry]:
    root = ET.parse(translations.catalogue(FOLDER, code)).getroot()
    for context in root.iter("context"):
        for message in context.iter("message"):
            yield Entry(context.findtext("name") or "", message)


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("code", CODES)
def test_catalogue_has_every_text_of_the_code_and_no_other(code: str, tmp_path: Path) -> None:
    kept = translations.catalogue(FOLDER, code)
    copy = tmp_path / kept.name
    shutil.copy(kept, copy)

    translations.update(Places(ROOT), copy)

    assert copy.read_text("utf-8") == kept.read_text("utf-8"), "run: make translations"


@pytest.mark.parametrize("code", CODES)
def test_compiled_catalogue_is_made_of_its_source(code: str, tmp_path: Path) -> None:
    kept = translations.catalogue(FOLDER, code)
    copy = tmp_path / kept.name
    shutil.copy(kept, copy)

    translations.compile_catalogue(Places(ROOT), copy)

    compiled = copy.with_suffix(".qm").read_bytes()
    assert compiled == kept.with_suffix(".qm").read_bytes(), "run: make translations"


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    untranslated = [
        entry.place for entry in entries(code) if not entry.is_finished or not all(entry.forms)
    ]

    assert untranslated == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_left_in_english(code: str) -> None:
    may_be_same = SAME_EVERYWHERE | (SAME_IN_GERMAN if code == "de" else set())
    all_entries = list(entries(code))

    left = [
        entry.place
        for entry in all_entries
        if entry.source in entry.forms and entry.source not in may_be_same
    ]

    assert left == []


def test_list_of_what_may_be_the_same_is_no_longer_than_it_must_be() -> None:
    same = {
        entry.source for code in CODES for entry in entries(code) if entry.source in entry.forms
    }

    assert same == SAME_EVERYWHERE | SAME_IN_GERMAN


@pytest.mark.parametrize("code", CODES)
def test_parts_that_are_filled_in_are_kept(code: str) -> None:
    lost = [
        (entry.place, form)
        for entry in entries(code)
        for form in entry.forms
        if fields(form) != fields(entry.source)
    ]

    assert lost == []


@pytest.mark.parametrize("code", CODES)
def test_counted_texts_have_every_form_with_its_number(code: str) -> None:
    wrong = []
    for entry in entries(code):
        marks = re.findall(r"%L?n", entry.source)
        if entry.is_counted != bool(marks):
            wrong.append((entry.place, "is not counted as it must be"))
        elif entry.is_counted:
            first = FIRST_FORM_WITH_NUMBER[code]
            numbered = all(marks[0] in form for form in entry.forms[first:])
            if len(entry.forms) != FORMS[code] or not numbered:
                wrong.append((entry.place, "has other forms"))

    assert wrong == []


@cache
def ui_trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / "desktop" / "ui").rglob("*.py"))
    )


def text_calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in {"self.tr", "translate", "QCoreApplication.translate"}:
            yield name.rpartition(".")[2], node


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_texts_are_written_where_they_are_asked_for() -> None:
    """A variable, an f-string, or a count outside of an object, is not found by `lupdate`."""
    hidden = []
    for path, tree in ui_trees():
        for name, call in text_calls(tree):
            texts = call.args[:1] if name == "tr" else call.args[:2]
            has_lost_count = name == "translate" and len(call.args) > _WITHOUT_COUNT
            if not texts or not all(is_text(text) for text in texts) or has_lost_count:
                hidden.append(f"{path}:{call.lineno} {ast.unparse(call)[:60]}")

    assert hidden == []


def test_every_text_of_the_code_is_found_with_the_name_of_its_class() -> None:
    found = {entry.place for entry in entries("de")}
    written = set()
    for _, tree in ui_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for name, call in text_calls(node):
                    if name == "tr":
                        written.add(f"{node.name}: {ast.literal_eval(call.args[0])}")
        for name, call in text_calls(tree):
            if name == "translate":
                context, text = (ast.literal_eval(part) for part in call.args[:2])
                written.add(f"{context}: {text}")

    assert written == found


def test_class_with_a_counted_text_has_no_subclass() -> None:
    """Qt for Python looks for the text in the subclass alone, once a number was put into it."""
    counted, parents = set(), set()
    for _, tree in ui_trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            parents |= {ast.unparse(base) for base in node.bases}
            if any(name == "tr" and len(call.args) > 1 for name, call in text_calls(node)):
                counted.add(node.name)

    assert counted
    assert counted & parents == set()


def test_no_text_is_made_while_the_code_is_imported() -> None:
    """The language is in force only later: such a text would stay English."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTER], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout == ""
