"""Words of copies and exports: findings, the dialog, results."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

POINTS = Phrase("points", "个百分点")
YES = Phrase("yes", "是")
NO = Phrase("no", "否")

# a ticket
SPAN = Phrase("span", "时段")
MOMENT = Phrase("moment", "时刻")
MADE_AT = Phrase("made", "生成")
MADE = Phrase("{time} ({utc}) by scry {version}", "{time}（{utc}），scry {version}")
NAMES = Phrase("names", "名称")
ALIASED = Phrase(
    "users, channels, calls and sessions by aliases, the same in every export of this store",
    "用户、频道、通话、会话均为别名，同一存储的各次导出别名一致",
)
FINDINGS = Phrase("Findings", "结论")
COUNT = Phrase("{n} of {of}", "{n}/{of}")
FILTERED = Phrase("filtered by: {text}", "过滤：{text}")
HIDDEN = Phrase("(hidden)", "（已隐藏）")
LEFT_OUT = Phrase(
    "{n:more row is|more rows are} left out; CSV and JSON hold all.", "另有 {n} 行未列出；CSV 与 JSON 含全部。"
)
# CSV has one table.
LEFT_OUT_OF_OTHER = Phrase(
    "{n:more row is|more rows are} left out; JSON holds all.", "另有 {n} 行未列出；JSON 含全部。"
)

# findings
ABOVE = Phrase("> {limit}", "> {limit}")
BELOW = Phrase("< {limit}", "< {limit}")
BAD_SINCE = Phrase(
    "{metric} {value}: bad since {time} (bad is {limit})", "{metric} {value}：自 {time} 起异常（异常阈值 {limit}）"
)
BAD_SINCE_OR_EARLIER = Phrase(
    "{metric} {value}: bad since {time} or earlier (bad is {limit})",
    "{metric} {value}：自 {time} 或更早起异常（异常阈值 {limit}）",
)
WAS_BAD = Phrase(
    "{metric}: was bad {first} to {last} (bad is {limit})", "{metric}：{first} 至 {last} 曾异常（异常阈值 {limit}）"
)
NOTHING_BAD = Phrase("no metric is bad", "没有异常的指标")
NOTHING_BAD_SHOWN = Phrase("none of these metrics is bad", "所列指标均无异常")
ALARMS_FIRING = Phrase(
    "{n:alarm is|alarms are} firing, by the limits of the alarm rules", "{n} 条告警触发中（按告警规则的阈值判断）"
)
NEVER_KNOWN = Phrase("no data: whether a metric is bad is not known", "没有数据：无法判断是否有指标异常")
KNOWN_UNTIL = Phrase(
    "no data since {time}: whether a metric is bad now is not known", "{time} 之后没有数据：无法判断现在是否有指标异常"
)
AT_MOMENT = Phrase("at {time}: {what}", "{time}：{what}")
AT_MOMENT_IN = Phrase("at {time} in {channel}: {what}", "{time}，频道 {channel}：{what}")
AFFECTED = Phrase("{people:person|people} affected: {what}", "{people} 人受影响：{what}")
NOBODY = Phrase("no diagnosis", "没有异常诊断")
NOBODY_KNOWN = Phrase("no diagnosis in the known minutes", "已知的分钟内没有异常诊断")
NONE_SHOWN = Phrase("no diagnosis matches the filter", "没有符合过滤的异常诊断")
NOT_KNOWN = Phrase("unknown: no answer covers this period", "未知：尚无关于该时段的响应")
DOUBTED = Phrase("{what} ({doubt})", "{what}（{doubt}）")
CAUSES = Phrase("root causes: {what}", "根因：{what}")
EVENTS = Phrase("{events:diagnosis|diagnoses} of {people:person|people}", "异常诊断 {events} 条，{people} 人")
BY_EXPERIENCE = Phrase("by experience: {what}", "按体验：{what}")
BY_STATE = Phrase("by state: {what}", "按状态：{what}")
BY_HOST = Phrase("by host user: {what}", "按根因所属用户：{what}")
BY_CHANNEL = Phrase("by channel: {what}", "按频道：{what}")
SELF = Phrase("self", "自身")
FROM = Phrase("from {hosts}", "来自 {hosts}")
MORE = Phrase("{n} more", "另 {n} 项")
DOUBT_MINUTES: Mapping[str, Phrase] = {
    "truncated": Phrase(
        "list capped at 10 in {n:minute|minutes}; there may be more",
        "其中 {n} 分钟的列表以 10 条为限，可能还有更多",
    ),
    "pending": Phrase(
        "{n:minute is|minutes are} pending: more may still come", "其中 {n} 分钟 pending 未到，数据可能尚未到齐"
    ),
    "not asked yet": Phrase("{n:minute is|minutes are} not asked for yet", "其中 {n} 分钟尚未查询"),
    "not asked": Phrase("{n:minute was|minutes were} not asked for", "其中 {n} 分钟未查询"),
    "lost": Phrase(
        "{n:minute is|minutes are} lost: out of the API's reach", "其中 {n} 分钟丢失，已超出接口可查询的时间"
    ),
}
CALLS = Phrase("{n:call|calls}, {bad} of them with diagnoses", "通话 {n} 个，其中 {bad} 个有异常诊断")
CALLS_SHOWN = Phrase(
    "{n} of {of:call|calls} match the filter, {bad} of them with diagnoses",
    "{of} 个通话中 {n} 个符合过滤，其中 {bad} 个有异常诊断",
)
CALLS_OPEN = Phrase(
    "calls may be missing: {n} s of the span are not fetched yet", "可能还有更多：该时段有 {n} 秒尚未查到"
)
CALLS_CROWDED = Phrase(
    "more than {cap:call|calls} in the second {time}: the API lists {cap}",
    "{time} 同一秒内超过 {cap} 个通话：接口最多列出 {cap} 个",
)
ALIVE_AT = Phrase("calls running at {time}", "{time} 进行中的通话")
CALL = Phrase("call {start} to {end}", "通话 {start} 至 {end}")
CALL_ON = Phrase("call since {start}, running", "通话自 {start} 起，仍在进行")
AGORA = Phrase("Agora diagnosed: {what}", "Agora 诊断：{what}")
WORST_SESSION = Phrase("worst: user {uid} ({sid}): {working}", "最差：用户 {uid}（{sid}）：{working}")
USERS_ALL = Phrase("{n:user|users}, all of the call", "共 {n} 个用户（全部）")
USERS_SEEN = Phrase("{n:user|users} listed; there may be more", "已列出 {n} 个用户，可能还有更多")
USERS_SHOWN = Phrase(
    "{n:user matches|users match} the filter; these findings cover no other user",
    "符合过滤的用户 {n} 个，以上仅就其而言",
)
SESSION = Phrase(
    "user {uid}, {platform}, {network}, {device}, SDK {sdk}", "用户 {uid}，{platform}，{network}，{device}，SDK {sdk}"
)
STAY = Phrase("in the call {start} to {end}", "在通话中：{start} 至 {end}")
STAY_ON = Phrase("in the call since {start}", "自 {start} 起在通话中")
ABNORMAL = Phrase(
    "{metric}{peer}: bad {first} to {last}, worst {value} at {time}",
    "{metric}{peer}：{first} 至 {last} 异常，最差 {value}（{time}）",
)
ABNORMAL_TIMES = Phrase(
    "{metric}{peer}: bad in {n} separate spells between {first} and {last}, worst {value} at {time}",
    "{metric}{peer}：{first} 至 {last} 之间异常 {n} 段，最差 {value}（{time}）",
)
OF_PEER = Phrase(" (peer {uid})", "（对端 {uid}）")
NO_DATA = Phrase("no curve for {start} to {end}", "{start} 至 {end} 没有曲线")
PAIR = Phrase("sender {sender}, receiver {receiver}", "发送端 {sender}，接收端 {receiver}")
BIG_COUNT = Phrase("{metric}: {value} at {time}", "{metric}：{value}（{time}）")
BIG_SILENT = Phrase(
    "no data of any big channel for {n:minute|minutes}: the vendor may not have switched the feature on",
    "{n} 分钟内没有任何大频道数据：服务商可能尚未开通",
)
WEEK = Phrase("{metric}: {mean} a day in the last 7 days{change}", "{metric}：近 7 天日均 {mean}{change}")
WEEK_CHANGE = Phrase(", {change} % against the 7 before", "，较前 7 天 {change} %")
TIGHTEST = Phrase("closest to its limit: {endpoint} {spent}/{limit}", "最接近上限：{endpoint} {spent}/{limit}")
DRY = Phrase("{endpoint}: the day's requests are used up", "{endpoint} 当日配额已用完")

# copies
COPIED = Phrase("copied: {text}", "已复制：{text}")
NO_LINK = Phrase(
    "no link while names are hidden (--redact): a link holds the names",
    "隐藏名称时（--redact）不复制链接：链接含有名称",
)
COPIED_VIEW = Phrase("copied the view as Markdown, {n:line|lines}", "已复制本视图（Markdown，{n} 行）")
WITH_ALIASES = Phrase("{text} (aliases)", "{text}（别名）")
NOTHING_TO_COPY = Phrase("nothing to copy here", "此处没有可复制的内容")
NOT_YET = Phrase("no data here yet; try again in a moment", "此处尚无数据，请稍后再试")
TOO_LONG = Phrase(
    "{size} kB is more than terminals take ({most} kB): {key[export]} and {key[export.md]} writes it to a file",
    "{size} kB 超过终端可复制的上限（{most} kB）：按 {key[export]} 再按 {key[export.md]} 写入文件",
)
IN_TMUX = Phrase(
    "{text}; nothing to paste? tmux: set -g set-clipboard on", "{text}；粘贴不到？tmux：set -g set-clipboard on"
)

# the dialog
TITLE = Phrase("Export", "导出")
TITLE_ALIASED = Phrase("Export, names as aliases", "导出（名称用别名）")
KEYS = Phrase(
    "{numbers} or {key[table.select]} · {key[table.up table.down]} choose · {key[back]} closes",
    "{numbers} 或 {key[table.select]} · {key[table.up table.down]} 选择 · {key[back]} 关闭",
)
CHOICES: Mapping[str, Phrase] = {
    "csv": Phrase("CSV", "CSV"),
    "json": Phrase("JSON", "JSON"),
    "svg": Phrase("SVG", "SVG"),
    "md": Phrase("Markdown", "Markdown"),
    "copy": Phrase("Markdown", "Markdown"),
}
ABOUT: Mapping[str, Phrase] = {
    "csv": Phrase("the list, every row", "列表的全部行"),
    "json": Phrase("all: list, findings, curves", "全部：列表、结论、曲线"),
    "svg": Phrase("a picture of the screen", "当前屏幕的图片"),
    "md": Phrase("findings and list, for tickets", "结论与列表，用于工单"),
    "copy": Phrase("to the clipboard", "复制到剪贴板"),
}
INTO = Phrase("into {directory}", "写入 {directory}")
COPY_CELL = Phrase("or copy one of this row", "或复制本行的一项")
WRITING = Phrase("writing …", "正在写入…")
WRITTEN = Phrase("written: {name} into {directory}", "已写入：{name}，位于 {directory}")
TROUBLES: Mapping[str, Phrase] = {
    "exists": Phrase("{name} exists already: the key again overwrites it", "{name} 已存在：再按一次将覆盖"),
    "no such directory": Phrase(
        "no such directory: {directory}; make it, or start with --export-dir",
        "目录不存在：{directory}；请创建或用 --export-dir 指定",
    ),
    "not allowed": Phrase(
        "you may not write in {directory}; start with --export-dir and a directory of yours",
        "无权写入 {directory}；请用 --export-dir 指定自己的目录",
    ),
    "read-only": Phrase(
        "{directory} is read-only; start with --export-dir and another one",
        "{directory} 为只读；请用 --export-dir 指定其他目录",
    ),
    "full": Phrase(
        "the disk is full: {directory}; make room, and try again", "磁盘已满：{directory}；请腾出空间后重试"
    ),
    "other": Phrase("could not write in {directory}: {detail}", "无法写入 {directory}：{detail}"),
}

# alerts of the vendor
ALERT = Phrase("Agora alert {time} ({where}): {what}", "Agora 告警 {time}（{where}）：{what}")
MORE_ALERTS = Phrase("Agora alerts not listed here: {n}", "此处未列出的 Agora 告警：{n} 条")
