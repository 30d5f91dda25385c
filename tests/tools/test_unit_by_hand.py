"""A unit's commands run as the unit has them, and one that lacks something is refused."""

import pytest

from tools.devkit.places import this_checkout
from tools.devkit.speech import Stop
from tools.devkit.unit_by_hand import Unit

UNIT = """\
# A comment with User=nobody
[Service]
ExecStart=/opt/program --config "/etc/a file"
User=relay
WorkingDirectory=/opt
Environment=ONE=1
Environment="TWO=a b" THREE=3
AmbientCapabilities=CAP_NET_BIND_SERVICE
LimitCORE=0
UMask=0077
"""


def test_line_has_user_folder_environment_and_rights_of_the_unit() -> None:
    unit = Unit(UNIT)
    line = unit.line(unit.one("ExecStart"))

    assert line[-3:] == ["/opt/program", "--config", "/etc/a file"]
    for part in ("--chdir=/opt", "ONE=1", "TWO=a b", "THREE=3", "--reuid=relay", "--regid=relay"):
        assert part in line
    assert "--ambient-caps=-all,+net_bind_service" in line
    assert "--bounding-set=-all,+net_bind_service" in line
    assert line[line.index("sh") + 3] == "0077"
    assert "MORE=1" in unit.line(unit.one("ExecStart"), "MORE=1")


def test_line_that_may_be_repeated_keeps_every_value() -> None:
    assert Unit(UNIT).all("Environment") == ["ONE=1", '"TWO=a b" THREE=3']
    assert Unit(UNIT).all("ExecStartPre") == []


@pytest.mark.parametrize("text", ["[Service]\n", UNIT + "User=root\n"])
def test_unit_with_no_user_or_two_is_refused(text: str) -> None:
    with pytest.raises(Stop, match="User="):
        Unit(text)


def test_unit_of_the_relay_has_all_that_is_needed() -> None:
    text = (this_checkout().root / "deploy" / "securechat-relay.service").read_text("utf-8")
    unit = Unit(text)

    assert unit.line(unit.one("ExecStart"))[-4:] == [
        "server", "serve", "--config", "/etc/securechat/relay.toml",
    ]  # fmt: skip
    assert (unit.one("StateDirectory"), unit.one("StateDirectoryMode")) == ("securechat", "0700")
