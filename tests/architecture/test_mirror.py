"""tests/ mirrors the code: each module has a test file of its name in the mirrored folder."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, Module, modules

# Tested elsewhere, for the reason given. Nothing else may go without a test file of its own.
TESTED_ELSEWHERE = {
    "desktop/window_start.py": "opens the window: tests/e2e does so as a person would",
    "desktop/app.py": "connects every part: tests/e2e opens its window as a person would",
    "server/__main__.py": "the command line: tests/integration starts it as a process",
}
MIGRATIONS = ("server/store/migrations", "desktop/storage/migrations")


def needs_test_file(module: Module) -> bool:
    """Tell whether a module must have a test file.

    Migrations are tested as a whole, and what only declares has nothing that could go wrong.
    """
    is_migration = module.name.startswith(MIGRATIONS)
    return module.path.name != "__init__.py" and not is_migration and does_anything(module.tree())


def does_anything(tree: ast.Module) -> bool:
    """Tell whether a module has a function with a body: more than a docstring, `...` or `pass`."""
    return any(
        not isinstance(statement, ast.Pass)
        and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
    )


def mirrored(module: Module) -> Path:
    """Return where the tests of a module stand; those of the window are in tests/ui."""
    folder = module.path.parent
    if folder.parts[:2] == ("desktop", "ui"):
        folder = Path("ui", *folder.parts[2:])
    return Path("tests", folder, f"test_{module.path.stem.strip('_')}.py")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_has_its_test_file(package: str) -> None:
    missing = [
        f"{module.name}: {mirrored(module)}"
        for module in modules(package)
        if needs_test_file(module)
        and module.name not in TESTED_ELSEWHERE
        and not (ROOT / mirrored(module)).is_file()
    ]

    assert missing == []


def test_list_of_exceptions_names_only_modules_that_need_it() -> None:
    needless = [
        name
        for name in TESTED_ELSEWHERE
        if not (ROOT / name).is_file() or (ROOT / mirrored(Module(Path(name)))).is_file()
    ]

    assert needless == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("LIMIT = 3", False),
        ("class Port(Protocol):\n    def read(self) -> bytes:\n        'Read.'\n", False),
        ("class Port(Protocol):\n    async def read(self) -> bytes: ...\n", False),
        ("def double(x):\n    'Double.'\n    return 2 * x\n", True),
        ("class Two:\n    async def go(self):\n        await self.go()\n", True),
    ],
)
def test_declarations_are_told_from_code(source: str, expected: bool) -> None:
    assert does_anything(ast.parse(source)) is expected


def test_mirrored_place_of_a_module() -> None:
    assert mirrored(Module(Path("protocol/codec.py"))) == Path("tests/protocol/test_codec.py")
    assert mirrored(Module(Path("desktop/ui/models/message_list_model.py"))) == Path(
        "tests/ui/models/test_message_list_model.py"
    )
