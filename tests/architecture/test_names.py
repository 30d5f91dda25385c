"""Files name their subject, say what they own, and stay short enough to be one."""

import ast

from tests.architecture.source_tree import PACKAGES, modules

NAMES_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "common",
    "misc",
    "base",
    "helpers",
    "manager",
    "managers",
}
# Past about 400 lines look for the seam; a file this long has one.
SEAM_LINES = 400
MOST_LINES = 700
OWN_FOLDERS = (*PACKAGES, "tools", "tests")


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    nameless = [
        module.name
        for module in modules(*PACKAGES, "tools")
        if NAMES_THAT_SAY_NOTHING & {module.path.stem, *module.path.parts[:-1]}
    ]

    assert nameless == []


def test_every_module_begins_with_a_sentence_about_itself() -> None:
    every = modules(*OWN_FOLDERS)
    silent = [module.name for module in every if not ast.get_docstring(module.tree())]

    assert silent == []


def test_no_module_is_too_long_to_be_one_subject() -> None:
    own = modules(*PACKAGES, "tools")
    lengths = {module.name: len(module.text.splitlines()) for module in own}
    long_ones = sorted(
        ((lines, name) for name, lines in lengths.items() if lines > SEAM_LINES), reverse=True
    )
    for lines, name in long_ones:
        print(f"{lines:5} lines: {name}")

    assert [name for lines, name in long_ones if lines > MOST_LINES] == []
