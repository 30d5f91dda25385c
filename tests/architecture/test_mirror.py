"""tests/ mirrors the code: each module has a test file of its name in the mirrored folder."""

from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, Module, modules

# Tested elsewhere, for the reason given. Nothing else may go without a test file of its own.
TESTED_ELSEWHERE = {
    "server/__main__.py": "the command line: tests/integration starts it as a process",
}
MIGRATIONS = ("server/store/migrations", "desktop/storage/migrations")


def needs_test_file(module: Module) -> bool:
    """Tell whether a module must have a test file; migrations are tested as a whole."""
    is_migration = module.name.startswith(MIGRATIONS)
    return module.path.name != "__init__.py" and not is_migration


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


def test_mirrored_place_of_a_module() -> None:
    assert mirrored(Module(Path("protocol/codec.py"))) == Path("tests/protocol/test_codec.py")
    assert mirrored(Module(Path("desktop/ui/models/message_list_model.py"))) == Path(
        "tests/ui/models/test_message_list_model.py"
    )
