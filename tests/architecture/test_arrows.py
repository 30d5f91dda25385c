"""Each import contract refuses a planted import (`make arch` checks our own tree)."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT

# A tree of empty modules that keeps every contract.
TREE = {
    "protocol": ("content", "codec", "ids", "proofs/__init__", "proofs/keys"),
    "server": ("__main__", "app", "config", "net", "services", "store"),
    "desktop": (
        "__main__", "window_start", "app", "headless", "assembly", "config", "errors",
        "own_program", "resources", "ui", "storage", "network", "system", "core", "crypto",
    ),
}  # fmt: skip

# Contract, by a part of its name → (module, import) that it must refuse.
PLANTED = {
    "never meet": [("desktop.core", "server.config"), ("server.config", "desktop.errors")],
    "server: __main__": [("server.services", "server.net"), ("server.store", "server.services")],
    "desktop: __main__": [
        ("desktop.core", "desktop.storage"),
        ("desktop.ui", "desktop.network"),
        ("desktop.crypto", "desktop.core"),
    ],
    "cannot even parse": [("server.net", "protocol.content")],
    "no Qt below": [
        ("desktop.core", "PySide6.QtCore"),
        ("desktop.network", "qasync"),
        ("desktop.system", "PySide6.QtDBus"),
        ("desktop.headless", "qasync"),
    ],
    "protocol and crypto": [("protocol.codec", "asyncio"), ("desktop.crypto", "sqlite3")],
    "no clock": [("protocol.codec", "time"), ("protocol.ids", "secrets")],
    "for proofs alone": [("protocol.codec", "cryptography")],
    "sockets or SQL in core": [("desktop.core", "websockets"), ("desktop.core", "apsw")],
    "window holds no key": [("desktop.ui", "desktop.crypto"), ("desktop.ui", "keyring")],
    "SQL of the relay": [("server.services", "sqlalchemy")],
}


def build_tree(folder: Path, planted: list[tuple[str, str]]) -> None:
    """Write the tree of empty modules, with imports planted in some."""
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    for package, names in TREE.items():
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
        for name in names:
            path = folder / package / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.touch()
    for module, imported in planted:
        path = folder / f"{module.replace('.', '/')}.py"
        path.write_text(path.read_text() + f"import {imported}\n", encoding="utf-8")


def run_linter(folder: Path) -> list[str]:
    """Return the lines that lint-imports writes about a tree."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={"COLUMNS": "200", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert any(line.startswith("Contracts: ") for line in lines), done.stdout + done.stderr
    return lines


def broken_contracts(lines: list[str]) -> set[str]:
    """Return the names of the contracts that are broken."""
    return {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


def refused_imports(lines: list[str], contract: str) -> set[tuple[str, str]]:
    """Return the direct imports, of which module and of what, that a contract refuses."""
    titles = [number for number, line in enumerate(lines) if line and set(line) == {"-"}]
    (start,) = [number for number in titles if contract in lines[number - 1]]
    end = min((number for number in titles if number > start), default=len(lines))
    found = set()
    for number in range(start + 1, end):
        # Each chain begins with a dash; one that goes on is no direct import.
        if lines[number].startswith("- ") and not lines[number + 1].startswith(" "):
            importer, _, imported = lines[number][1:].split()[:3]
            found.add((importer, imported))
    return found


def test_empty_tree_keeps_every_contract(tmp_path: Path) -> None:
    build_tree(tmp_path, [("protocol.proofs.keys", "cryptography")])

    assert broken_contracts(run_linter(tmp_path)) == set()


def test_contract_refuses_each_planted_import(tmp_path: Path) -> None:
    build_tree(tmp_path, [planted for some in PLANTED.values() for planted in some])

    lines = run_linter(tmp_path)

    for contract, some in PLANTED.items():
        refused = refused_imports(lines, contract)
        for module, imported in some:
            package = imported.split(".")[0]
            # Of a foreign package the linter knows no more than its name.
            assert (module, imported if package in TREE else package) in refused, contract


def test_module_that_the_arrows_do_not_know_is_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, [])
    (tmp_path / "desktop" / "newcomer.py").touch()

    assert any("desktop: __main__" in name for name in broken_contracts(run_linter(tmp_path)))
