"""Notices: words with an icon, nothing without words."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.theme import Theme
from desktop.ui.views.notice import Notice, NoticeKind


@pytest.mark.parametrize("kind", NoticeKind)
def test_notice_is_read_aloud_and_painted(theme: Theme, qtbot: QtBot, kind: NoticeKind) -> None:
    notice = Notice(theme, kind, "Some words", space_above=12)
    qtbot.addWidget(notice)

    assert notice.accessibleName() == "Some words"
    assert not notice.grab().isNull()


def test_notice_without_words_is_not_there(theme: Theme, qtbot: QtBot) -> None:
    notice = Notice(theme, NoticeKind.HINT, "Some words")
    qtbot.addWidget(notice)

    notice.clear()
    assert notice.isHidden()

    notice.tell(NoticeKind.FAULT, "Other words")
    assert not notice.isHidden()
