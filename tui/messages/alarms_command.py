"""Words of `scry alarms`."""

from __future__ import annotations

from tui.domain.text import Phrase

NOBODY = Phrase(
    "{path}: alarms notify nobody; add an [[alarms.notify]] with command, urls or urls_command",
    "{path}：没有设置告警通知；请添加含 command、urls 或 urls_command 的 [[alarms.notify]]",
)
TELLING = Phrase(
    "telling {n:notifier|notifiers}; a slow one is waited for at most {seconds} s",
    "正在发送给 {n} 个通知对象；较慢者最多等待 {seconds} 秒",
)
UNKNOWN_RULE = Phrase(
    "no rule {name} in the config; the rules are: {names}", "配置中没有规则 {name}；现有规则：{names}"
)
NO_ARGUMENT = Phrase(
    "alarms {action}: takes no name, but {argument} was given", "`alarms {action}`：不接受名称，但给出了 {argument}"
)

# scry alarms test-rule
NO_RULE_NAME = Phrase(
    "alarms test-rule: give the name of a rule: scry alarms test-rule NAME",
    "`alarms test-rule`：请给出规则名：`scry alarms test-rule NAME`",
)
SINCE_IS_PAST = Phrase("--since: must be earlier than now", "--since：须早于现在")

# scry alarms silence
NO_DURATION = Phrase(
    "--for: not a duration: {value}; allowed: 30m, 2h, 1d, at most 30d",
    "--for：不是时长：{value}；可写：30m、2h、1d，最长 30d",
)
SILENCED = Phrase("silent until {until}: {rule}, {channel}", "静默至 {until}：{rule}，{channel}")
LISTED = Phrase("{n}: {silence} (by {by})", "{n}：{silence}（由 {by} 设置）")
LISTED_WITH = Phrase("{n}: {silence} (by {by}: {comment})", "{n}：{silence}（由 {by} 设置：{comment}）")
STILL = Phrase("still in force: {silence}", "仍生效：{silence}")
NO_SILENCE = Phrase("no silence is in force", "没有生效的静默")
ONE_ACTION = Phrase(
    "alarms silence: begin one (--for, --comment), --list or --end, not several at once",
    "`alarms silence`：新建（--for、--comment）、--list、--end 只能选一种",
)
UNKNOWN_SILENCE = Phrase(
    "--end: no silence {number} is in force; the numbers are: {numbers}",
    "--end：没有生效的静默 {number}；现有编号：{numbers}",
)
UNKNOWN_CHANNEL = Phrase(
    "warning: no rule judges the channel {channel} alone, so this silence quiets nothing now; channels of rules:"
    " {channels}",
    "警告：没有规则单独判断频道 {channel}，此静默目前不影响任何通知；规则涉及的频道：{channels}",
)
NO_CHANNELS = Phrase("none", "无")
SILENCES_ENDED = Phrase("{n:silence|silences} ended", "已结束 {n} 项静默")
