"""The search for leaks finds what is planted in every form, and nothing else."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.leak_search import Finding, LeakSearch, describe

TEXT = "the harbour is quiet ☕ שלום"
LONG = " ".join(f"sentence {number} of a long text" for number in range(400))


def forms_found(data: bytes, value: str | bytes = TEXT) -> set[str]:
    return {finding.form for finding in LeakSearch({"value": value}).in_bytes(data, "data")}


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("UTF-8", TEXT.encode()),
        ("UTF-16-LE", TEXT.encode("utf-16-le")),
        ("UTF-16-BE", TEXT.encode("utf-16-be")),
        ("hex", TEXT.encode().hex().encode()),
        ("HEX", TEXT.encode().hex().upper().encode()),
    ],
)
def test_value_is_found_in_each_form(form: str, data: bytes) -> None:
    assert forms_found(b"before " + data + b" after") == {form}


@pytest.mark.parametrize("before", [b"", b"x", b"xy", b"xyz"])
@pytest.mark.parametrize("after", [b"", b"x", b"xy"])
def test_value_is_found_inside_base64_at_every_alignment(before: bytes, after: bytes) -> None:
    encoded = base64.b64encode(before + TEXT.encode() + after)
    assert forms_found(encoded) == {f"base64, alignment {len(before) % 3}"}


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_key_is_found_inside_web_safe_base64(before: bytes) -> None:
    key = b"\xfb\xef\xbe\xff" * 8
    encoded = base64.urlsafe_b64encode(before + key)
    assert forms_found(encoded, key) == {f"base64url, alignment {len(before)}"}


def test_part_of_a_long_value_is_found() -> None:
    part = LONG.encode()[3_000:6_000]
    assert forms_found(part, LONG) == {"UTF-8"}
    assert "base64, alignment 1" in forms_found(base64.b64encode(b"?" + LONG.encode()), LONG)


def test_other_text_is_not_found() -> None:
    assert forms_found(b"the harbour is loud" * 100) == set()


def test_value_too_short_to_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="the name is too short"):
        LeakSearch({"the name": "bob"})


def test_control_is_found_in_every_form_and_only_there(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "clean.db").write_bytes(b"\0" * 100_000)
    search = LeakSearch({"text": TEXT, "long text": LONG, "key": bytes(range(32))})
    _, planted = search.plant_control(tmp_path / "home")
    found = search.in_files([tmp_path])
    assert set(found) == set(planted)
    assert {finding.label for finding in found} == {"text", "long text", "key"}


def test_value_in_a_file_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "violet-anchor-84.txt").touch()
    search = LeakSearch({"password": "violet-anchor-84"})
    assert [finding.form for finding in search.in_files([tmp_path])] == ["UTF-8"]


def test_report_does_not_repeat_the_value() -> None:
    found = LeakSearch({"password": "violet-anchor-84"}).in_bytes(b"violet-anchor-84", "log")
    assert describe(found) == "password in UTF-8 in log"
    assert describe([Finding("log", "text", "hex")] * 5).endswith("and 2 more")


def test_memory_of_another_process_is_searched() -> None:
    program = "import sys; held = sys.stdin.readline(); print('ready', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("violet-anchor-84\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        found = LeakSearch({"held": "violet-anchor-84"}).in_memory(process.pid)
        absent = LeakSearch({"absent": "copper-lantern-19"}).in_memory(process.pid)
        process.stdin.close()
    assert {finding.label for finding in found} == {"held"}
    assert absent == []
