"""Words of `scry alarms`."""

from __future__ import annotations

from tui.domain.text import Phrase

NOBODY = Phrase(
    "{path}: nobody is told of alarms; add an [[alarms.notify]] with command, urls or urls_command",
    "{path}：没有设置告警通知；请添加含 command、urls 或 urls_command 的 [[alarms.notify]]",
)
