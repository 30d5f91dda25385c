"""The command line without a window, up to the point where something is done."""

from pathlib import Path

import pytest

from desktop.headless.options import build_parser, is_wanted, read_secret


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--headless", "listen"], True),
        (["--profile", "bot", "--headless", "listen"], True),
        (["--profile", "bot"], False),
        (["send", "bob", "--", "--headless"], False),
    ],
)
def test_flag_counts_among_the_options_only(arguments: list[str], expected: bool) -> None:
    assert is_wanted(arguments) is expected


def test_options_of_a_bot() -> None:
    options = build_parser().parse_args(
        ["--passphrase-file", "secret", "listen", "--accept-requests", "--requests"]
    )
    assert options.command == "listen"
    assert options.passphrase_file == Path("secret")
    assert options.accept_requests
    assert options.requests


@pytest.mark.parametrize("arguments", [[], ["--profile", "../bob", "listen"], ["register", "bob"]])
def test_wrong_option_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_secret_is_the_first_line_without_its_end(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes("  grüße aus der Küche \r\nand a comment\n".encode())
    assert read_secret(file) == "  grüße aus der Küche "
