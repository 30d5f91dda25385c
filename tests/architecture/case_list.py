"""The list of attack and fault cases in docs/cases.md, and the tests that bear their ids.

`python -m tests.architecture.case_list` brings the column of tests up to date and adds rows for new
ids; what must hold is written by hand.
"""

import ast
import re
import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT

DOCUMENT = ROOT / "docs" / "cases.md"
_ID = re.compile(r"\b(?:CR|PR|KT|AU|SV|GR|AT|FT|UI)-\d\d\b")
_ID_IN_NAME = re.compile(r"_((?:cr|pr|kt|au|sv|gr|at|ft|ui)_\d\d)(?=_|$)")
_ROW = re.compile(r"^\| ([A-Z]{2}-\d\d) \| (.*?) \| ?(.*?) ?\|$")
UNTOLD = "…"


def tests_by_case(folder: Path) -> dict[str, list[str]]:
    """Return, for each case id, the tests that name it in their name or docstring, sorted."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith(("test_", "Test")):
                continue
            named = set(_ID.findall(ast.get_docstring(node) or ""))
            named |= {part.upper().replace("_", "-") for part in _ID_IN_NAME.findall(node.name)}
            for case in named:
                where = path.relative_to(ROOT).as_posix()
                found.setdefault(case, set()).add(f"`{where}::{node.name}`")
    return {case: sorted(found[case]) for case in sorted(found)}


def rows(document: str) -> dict[str, tuple[str, str]]:
    """Return what the document says: id to (what must hold, tests)."""
    matches = (_ROW.match(line) for line in document.splitlines())
    return {match[1]: (match[2], match[3]) for match in matches if match}


def expected_rows(document: str) -> dict[str, tuple[str, str]]:
    """Return what the document should say today."""
    told = {case: claim for case, (claim, _tests) in rows(document).items()}
    return {
        case: (told.get(case, UNTOLD), "<br>".join(tests))
        for case, tests in tests_by_case(ROOT / "tests").items()
    }


def rewritten(document: str) -> str:
    """Return the document with its table brought up to date."""
    head = [line for line in document.splitlines() if not _ROW.match(line)]
    lines = [
        f"| {case} | {claim} | {tests} |"
        for case, (claim, tests) in sorted(expected_rows(document).items())
    ]
    return "\n".join([*head, *lines]) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text("utf-8")), "utf-8")
    sys.exit(0)
