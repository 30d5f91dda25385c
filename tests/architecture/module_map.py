"""The list of modules in docs/architecture.md: made from the modules' own first sentences.

`python -m tests.architecture.module_map` writes it anew between its two markers.
"""

import ast
import sys

from tests.architecture.source_tree import PACKAGES, ROOT, Module, modules

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- modules: begin -->"
END = "<!-- modules: end -->"


def sentence(module: Module) -> str:
    """Return the first sentence of a module about itself, without its full stop."""
    docstring = ast.get_docstring(module.tree()) or ""
    return docstring.partition("\n")[0].rstrip(".:")


def module_lines() -> list[str]:
    """Return the whole list, one heading a folder and one line a module."""
    lines: list[str] = []
    folder = ""
    in_order = sorted(modules(*PACKAGES), key=lambda module: (module.path.parent, module.path))
    for module in sorted(in_order, key=lambda module: PACKAGES.index(module.path.parts[0])):
        if "versions" in module.path.parts or module.path.parent.name == "migrations":
            continue
        parent = module.path.parent.as_posix()
        if parent != folder:
            folder = parent
            lines += ["", f"### `{folder}/`", ""]
        lines.append(f"- `{module.path.name}`: {sentence(module)}")
    return lines


def with_list(document: str) -> str:
    """Return the document with today's list between its markers."""
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return "\n".join([head + BEGIN, *module_lines(), "", END]) + tail


if __name__ == "__main__":
    DOCUMENT.write_text(with_list(DOCUMENT.read_text("utf-8")), "utf-8")
    sys.exit(0)
