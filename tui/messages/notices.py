"""Words of the notices of alarms: subject, body, and the outcome of a telling."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

SEVERITIES: Mapping[str, Phrase] = {
    "info": Phrase("info", "提示"),
    "warning": Phrase("warning", "警告"),
    "critical": Phrase("critical", "严重"),
}
SUBJECTS: Mapping[str, Phrase] = {
    "firing": Phrase("[{project}] {severity}: {what}", "[{project}] {severity}：{what}"),
    "reminder": Phrase("[{project}] still {severity}: {what}", "[{project}] 仍为{severity}：{what}"),
    "over": Phrase("[{project}] over: {what} at worst", "[{project}] 已结束：最差时{what}"),
}
CLOSED = Phrase(
    "[{project}] closed, the end is unknown: {what} at worst", "[{project}] 已关闭，结束时间未知：最差时{what}"
)
TEST_SUBJECT = Phrase("[{project}] test: alarms reach you", "[{project}] 测试：可以收到告警")
TEST_BODY = Phrase(
    "This is a test by `scry alarms test`. Nothing happened.", "这是 `scry alarms test` 发出的测试，没有发生告警。"
)
# The subject of an alarm.
METRIC = Phrase("{metric} {value}", "{metric} {value}")
DIAGNOSES = Phrase("{value:diagnosis|diagnoses} a minute", "每分钟 {value} 条异常诊断")
DIAGNOSES_OF = Phrase("{value:diagnosis|diagnoses} of {cause} a minute", "每分钟 {value} 条{cause}")
# A number that is the least that it can be.
AT_LEAST = Phrase("at least {n}", "至少 {n}")
FEED_DEAD = Phrase("no data for {value} min", "{value} 分钟没有数据")
QUOTA_DRY = Phrase("quota used up in {value} min", "配额 {value} 分钟后用完")
REPORT_UNSENT = Phrase("{value:report|reports} not sent", "{value} 份报告未送达")
IN_CHANNEL = Phrase("{what} in {channel}", "{what}（频道 {channel}）")
# The body, a line each.
RULE = Phrase("Rule: {rule} ({severity})", "规则：{rule}（{severity}）")
CHANNEL = Phrase("Channel: {channel}", "频道：{channel}")
SINCE = Phrase("Since: {time} ({age})", "开始：{time}（{age}）")
OR_EARLIER = Phrase("{time} or earlier", "{time} 或更早")
LASTED = Phrase("From {start} to {end} ({age})", "{start} 至 {end}（{age}）")
END_UNKNOWN = Phrase(
    "Since: {time}; closed, the end is unknown: no process judged the rule any more",
    "开始：{time}；已关闭，实际结束时间未知：已无进程判断该规则",
)
VALUE = Phrase("Value: {value} at {time}; limit {limit}", "数值：{time} 为 {value}；阈值 {limit}")
WORST = Phrase("Worst: {value} at {time}", "最差：{time} 为 {value}")
WHO = Phrase("Most affected users: {users}", "受影响最多的用户：{users}")
WHO_UNKNOWN = Phrase("Affected users: none known", "受影响的用户：未知")
ONE_USER = Phrase("{uid} ({n:diagnosis|diagnoses})", "{uid}（{n} 条异常诊断）")
WHY = Phrase("Root causes that Agora names: {causes}", "Agora 给出的根因：{causes}")
WHY_UNKNOWN = Phrase("Root causes: none known", "根因：未知")
ONE_CAUSE = Phrase("{cause} ({n}×)", "{cause}（{n} 次）")
ONE_CAUSE_BY = Phrase("{cause}, user {uid} ({n}×)", "{cause}，用户 {uid}（{n} 次）")
ONE_CAUSE_FROM = Phrase("{cause} from {uid} ({n}×)", "{cause}，来自 {uid}（{n} 次）")
OPEN = Phrase("Open: {command}", "打开：{command}")
COMMA, SEMICOLON = Phrase(", ", "、"), Phrase("; ", "；")
MINUTES = Phrase("{n} min", "{n} 分钟")
HOURS = Phrase("{hours} h {minutes} min", "{hours} 小时 {minutes} 分钟")
ABOVE, BELOW = Phrase("> {limit}", "> {limit}"), Phrase("< {limit}", "< {limit}")

# The outcome of a telling, with the notifier's name before it.
EXITED = Phrase("exit status {status}", "退出状态 {status}")
KILLED_BY = Phrase("ended by signal {number}", "被信号 {number} 终止")
SLOW = Phrase("killed: no end within {seconds} s", "已终止：{seconds} 秒内未结束")
NO_PROGRAM = Phrase("no such program: {program}", "没有该程序：{program}")
CANNOT_RUN = Phrase("cannot be run: {why}", "无法执行：{why}")
SAID = Phrase("{outcome}: {text}", "{outcome}：{text}")
ACCEPTED = Phrase("accepted", "已接受")
NOT_ACCEPTED = Phrase("not accepted", "未被接受")
BAD_URL = Phrase("no URL of a service that Apprise knows", "不是 Apprise 所支持服务的 URL")
NO_LIBRARY = Phrase("needs the library apprise; install scry-tui[notify]", "需要 apprise 库；请安装 scry-tui[notify]")
NO_URLS = Phrase("the command printed no URL", "命令没有输出 URL")
