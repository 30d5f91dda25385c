"""The bare machine gets this machine's ways to its package sources, and nothing else of it."""

from pathlib import Path

import pytest

from tools.devkit.bare_machine import (
    archive_of,
    local_paths,
    machine_variables,
    merged_pip_settings,
    pip_config_text,
)
from tools.devkit.speech import Stop

TARGETS = (
    "http://mirror.example/security\tbookworm-security\tmain\n"
    "http://mirror.example/debian\tbookworm\tcontrib\n"
    "http://mirror.example/debian\tbookworm\tmain\n"
)


def test_archive_is_the_one_of_the_running_release() -> None:
    assert archive_of("bookworm", TARGETS) == "http://mirror.example/debian"


def test_release_without_source_is_refused() -> None:
    with pytest.raises(Stop, match="trixie"):
        archive_of("trixie", TARGETS)


def test_later_pip_settings_win_and_survive_writing() -> None:
    site = "[global]\ncert = /certs/all.pem\nindex-url = https://site.example/%28x%29\n"
    user = "[global]\nindex-url = https://user.example\n[install]\nno-binary = x\n"

    settings = merged_pip_settings([site, user])

    assert settings == {
        "global.cert": "/certs/all.pem",
        "global.index-url": "https://user.example",
        "install.no-binary": "x",
    }
    assert merged_pip_settings([pip_config_text(settings)]) == settings


def test_paths_are_found_in_plain_and_file_addresses() -> None:
    values = ["/certs/all.pem", "file:///mirror/simple https://user.example\n/wheels", "180", ""]

    assert local_paths(values) == [Path("/certs/all.pem"), Path("/mirror"), Path("/wheels")]


def test_index_at_the_top_does_not_show_the_whole_disk() -> None:
    assert local_paths(["file:///simple"]) == []


def test_only_variables_about_the_network_are_passed_on() -> None:
    environment = {
        "PIP_TIMEOUT": "60",
        "PIP_CONFIG_FILE": "/secret",
        "SSL_CERT_FILE": "/certs/all.pem",
        "https_proxy": "http://proxy.example",
        "HOME": "/home/me",
        "TOKEN": "x",
    }

    assert sorted(machine_variables(environment)) == ["PIP_TIMEOUT", "SSL_CERT_FILE", "https_proxy"]
