"""Words of copies and exports: the fields of every table, what findings say, the dialogue, what was done."""

from __future__ import annotations

from collections.abc import Mapping

from tui.messages import Phrase

FIELDS: Mapping[str, Phrase] = {
    # who and where
    "channel": Phrase("channel", "频道"),
    "call_id": Phrase("call id", "通话 ID"),
    "sid": Phrase("session id", "会话 ID"),
    "uid": Phrase("user", "用户"),
    "peer_uid": Phrase("peer", "对端用户"),
    "sender_uid": Phrase("sender", "发送端"),
    "receiver_uid": Phrase("receiver", "接收端"),
    "host_uid": Phrase("host user", "根因所属用户"),
    "narrowed_to": Phrase("only", "仅"),
    "endpoint": Phrase("endpoint", "接入点"),
    "endpoint_name": Phrase("endpoint", "接入点"),
    "by": Phrase("who", "谁"),
    # when
    "at": Phrase("time", "时间"),
    "start": Phrase("start", "开始"),
    "end": Phrase("end", "结束"),
    "joined": Phrase("joined", "加入"),
    "left": Phrase("left", "离开"),
    "newest": Phrase("newest", "最新"),
    "heard": Phrase("heard of", "最近得知"),
    "duration_s": Phrase("duration", "时长"),
    "finished": Phrase("finished", "已结束"),
    # values
    "metric": Phrase("metric", "指标"),
    "metric_name": Phrase("metric name", "指标名"),
    "mid": Phrase("metric id", "指标 ID"),
    "group": Phrase("group", "分组"),
    "unit": Phrase("unit", "单位"),
    "value": Phrase("value", "数值"),
    "level": Phrase("level", "级别"),
    "change_10m": Phrase("Δ10 m", "Δ10 分"),
    "change_unit": Phrase("unit of Δ", "Δ 单位"),
    "bad_since": Phrase("bad since", "异常开始"),
    "bad_since_or_earlier": Phrase("or earlier", "或更早"),
    "was_bad_from": Phrase("was bad from", "曾异常自"),
    "was_bad_until": Phrase("was bad until", "曾异常至"),
    "warn_limit": Phrase("warning limit", "告警阈值"),
    "bad_limit": Phrase("bad limit", "异常阈值"),
    "worst": Phrase("worst", "最差"),
    "worst_at": Phrase("worst at", "最差时刻"),
    "abnormal_stretches": Phrase("abnormal stretches", "异常段数"),
    "abnormal_from": Phrase("abnormal from", "异常自"),
    "abnormal_until": Phrase("abnormal until", "异常至"),
    # diagnoses and calls
    "experience": Phrase("experience", "体验"),
    "experience_id": Phrase("experience id", "体验 ID"),
    "causes": Phrase("root causes (whose)", "根因（所属用户）"),
    "people_diagnosed": Phrase("abnormal users", "异常用户数"),
    "experiences": Phrase("diagnoses", "异常诊断"),
    # sessions
    "turn": Phrase("session no.", "第几个会话"),
    "turns": Phrase("sessions of the user", "该用户会话数"),
    "platform": Phrase("platform", "平台"),
    "network": Phrase("network", "网络"),
    "device": Phrase("device", "设备"),
    "sdk": Phrase("SDK", "SDK"),
    "speaker": Phrase("sends", "发言"),
    "audio_freeze_s": Phrase("audio freeze", "音频卡顿"),
    "video_freeze_s": Phrase("video freeze", "视频卡顿"),
    "upstream_loss_percent": Phrase("upstream loss", "上行丢包率"),
    "end_to_end_loss_percent": Phrase("end-to-end loss", "端到端丢包率"),
    "cpu_percent": Phrase("CPU", "CPU"),
    "score": Phrase("sum", "总和"),
    "working": Phrase("working", "计算"),
    "kind": Phrase("matrix", "矩阵"),
    # pairs
    "check": Phrase("check", "检查"),
    "check_name": Phrase("checked", "检查项"),
    "verdict": Phrase("verdict", "结论"),
    "side": Phrase("side", "端"),
    "stopped": Phrase("stopped", "已停止"),
    "lost_between_points": Phrase("lost between (points)", "途中丢失（百分点）"),
    # big channels
    "online_users": Phrase("online users", "在线用户数"),
    "freeze_users": Phrase("freeze users", "视频卡顿用户数"),
    "freeze_share_percent": Phrase("share", "占比"),
    "rating": Phrase("rating /5", "评分 /5"),
    # usage
    "day": Phrase("day (UTC)", "日期 (UTC)"),
    "users": Phrase("users", "通话人数"),
    "sessions": Phrase("sessions", "通话人次"),
    "channels": Phrase("channels", "频道数"),
    "sessions_per_user": Phrase("sessions per user", "人均人次"),
    "users_week_change_percent": Phrase("users Δ week", "人数 Δ 周"),
    "sessions_week_change_percent": Phrase("sessions Δ week", "人次 Δ 周"),
    "channels_week_change_percent": Phrase("channels Δ week", "频道数 Δ 周"),
    "state": Phrase("state", "状态"),
    # quota
    "per_second": Phrase("per second", "每秒"),
    "per_minute": Phrase("per minute", "每分"),
    "per_day": Phrase("per day", "每日"),
    "spent": Phrase("spent", "已用"),
    "spent_by_this": Phrase("by this scry", "本进程"),
    "spent_by_others": Phrase("by others", "其他进程"),
    "remaining": Phrase("left", "剩余"),
    "next": Phrase("next request", "下次请求"),
    "next_state": Phrase("next", "下次"),
    "dry": Phrase("runs dry", "用完时间"),
    "answered": Phrase("answered", "响应时间"),
    "status": Phrase("status", "状态码"),
    "failure": Phrase("error", "错误"),
    "failed": Phrase("last error at", "最近错误时间"),
    "asked_from": Phrase("asked from", "查询自"),
    "asked_until": Phrase("asked until", "查询至"),
    "rows": Phrase("rows", "行数"),
    "size_bytes": Phrase("bytes", "字节"),
    "elapsed_ms": Phrase("took", "耗时"),
    "counted": Phrase("counted", "计入配额"),
}
"""What a field is called by people; its name is for programs, and says the unit where there is one."""

STATES: Mapping[str, Phrase] = {
    "pending": Phrase("pending", "pending（未到）"),
    "missing": Phrase("missing", "missing（缺失）"),
    "not_asked": Phrase("not asked", "未查询"),
    "lost": Phrase("lost", "丢失"),
    "none_known": Phrase("–", "–"),
    "unknown": Phrase("not known", "未知"),
    "hole": Phrase("no data then", "该时刻无数据"),
    "still_on": Phrase("still on", "进行中"),
    "empty": Phrase("nothing reported", "无上报"),
    "unrated": Phrase("no ratings", "无评分"),
    "fetching": Phrase("fetching", "请求中"),
    "waiting": Phrase("waiting", "等待"),
    "failed": Phrase("failed", "失败"),
    "refused": Phrase("forbidden", "禁止访问"),
    "not_limited": Phrase("no limit", "无限制"),
    "not_today": Phrase("not today", "今日够用"),
    "known": Phrase("known", "已知"),
    "good": Phrase("good", "正常"),
    "warn": Phrase("near its limit", "接近阈值"),
    "bad": Phrase("bad", "异常"),
    "neutral": Phrase("–", "–"),
    "sender": Phrase("sender", "发送端"),
    "receiver": Phrase("receiver", "接收端"),
    "fault": Phrase("fault", "故障"),
    "near": Phrase("near its limit", "接近阈值"),
    "follows": Phrase("follows from an earlier check", "由前项引起"),
    "open": Phrase("cause not known", "原因未知"),
    "clean": Phrase("clean", "正常"),
}
"""What a state, a level or a verdict is called by people; programs are told its name."""

TABLES: Mapping[str, Phrase] = {
    "live": Phrase("Metrics", "指标"),
    "diagnosis": Phrase("Diagnoses", "异常诊断"),
    "calls": Phrase("Calls", "通话"),
    "call": Phrase("Sessions, worst first", "会话（最差在前）"),
    "pairs": Phrase("Who got what of whom", "收发双方"),
    "session": Phrase("Metrics of the session", "会话指标"),
    "pair": Phrase("Checks", "检查"),
    "channels": Phrase("Watched channels", "关注的频道"),
    "counts": Phrase("All big channels", "所有大频道"),
    "channel": Phrase("The channel", "频道"),
    "usage": Phrase("Days (UTC)", "日期 (UTC)"),
    "quota": Phrase("Endpoints", "接入点"),
    "log": Phrase("Requests", "请求日志"),
}

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
LEFT_OUT = Phrase("{n} more rows are left out; CSV and JSON hold all.", "另有 {n} 行未列出；CSV 与 JSON 含全部。")

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
AT_MOMENT = Phrase("at {time}: {what}", "{time}：{what}")
AFFECTED = Phrase("{people} people affected: {what}", "{people} 人受影响：{what}")
NOBODY = Phrase("nobody diagnosed as abnormal", "没有异常诊断")
DOUBTED = Phrase("{what} ({doubt})", "{what}（{doubt}）")
CAUSES = Phrase("root causes: {what}", "根因：{what}")
EVENTS = Phrase("{events} diagnoses of {people} people", "异常诊断 {events} 条，{people} 人")
BY_EXPERIENCE = Phrase("by experience: {what}", "按体验：{what}")
BY_HOST = Phrase("by host user: {what}", "按根因所属用户：{what}")
BY_CHANNEL = Phrase("by channel: {what}", "按频道：{what}")
SELF = Phrase("self", "自身")
FROM = Phrase("from {hosts}", "来自 {hosts}")
MORE = Phrase("{n} more", "另 {n} 项")
DOUBT_MINUTES: Mapping[str, Phrase] = {
    "truncated": Phrase(
        "in {n} minutes the API named at most ten: there may be more", "其中 {n} 分钟接口最多返回 10 条，可能还有更多"
    ),
    "pending": Phrase("{n} minutes are pending: more may still come", "其中 {n} 分钟 pending，数据可能尚未到齐"),
    "not asked yet": Phrase("{n} minutes are not asked for yet", "其中 {n} 分钟尚未查询"),
    "not asked": Phrase("{n} minutes were not asked for", "其中 {n} 分钟未查询"),
    "lost": Phrase("{n} minutes are lost: out of the API's reach", "其中 {n} 分钟丢失，已超出接口可查询的时间"),
}
CALLS = Phrase("{n} calls, {bad} of them with diagnoses", "通话 {n} 个，其中 {bad} 个有异常诊断")
CALLS_OPEN = Phrase(
    "there may be more calls: {n} s of the span are not told yet", "可能还有更多：该时段有 {n} 秒尚未查到"
)
CALLS_CROWDED = Phrase(
    "more than 10 calls in one second at {time}: the API lists ten", "{time} 同一秒内超过 10 个通话：接口最多列出 10 个"
)
ALIVE_AT = Phrase("those that were on at {time}", "{time} 进行中的通话")
CALL = Phrase("call {start} to {end}", "通话 {start} 至 {end}")
CALL_ON = Phrase("call since {start}, still on", "通话自 {start} 起，仍在进行")
AGORA = Phrase("Agora diagnosed: {what}", "Agora 诊断：{what}")
WORST_SESSION = Phrase("worst: user {uid} ({sid}): {working}", "最差：用户 {uid}（{sid}）：{working}")
USERS_ALL = Phrase("{n} users, all that were there", "共 {n} 个用户（全部）")
USERS_SEEN = Phrase("{n} users seen, there may be more", "已见 {n} 个用户，可能还有更多")
SESSION = Phrase(
    "user {uid}, {platform}, {network}, {device}, SDK {sdk}", "用户 {uid}，{platform}，{network}，{device}，SDK {sdk}"
)
STAY = Phrase("in the call {start} to {end}", "在通话中：{start} 至 {end}")
STAY_ON = Phrase("in the call since {start}", "自 {start} 起在通话中")
ABNORMAL = Phrase(
    "{metric}{peer}: abnormal {first} to {last}, worst {value} at {time}",
    "{metric}{peer}：{first} 至 {last} 异常，最差 {value}（{time}）",
)
OF_PEER = Phrase(" (peer {uid})", "（对端 {uid}）")
NO_DATA = Phrase("no curve told for {start} to {end}", "{start} 至 {end} 没有曲线")
PAIR = Phrase("sender {sender}, receiver {receiver}", "发送端 {sender}，接收端 {receiver}")
BIG_COUNT = Phrase("{metric}: {value} at {time}", "{metric}：{value}（{time}）")
BIG_SILENT = Phrase(
    "nothing came of any big channel for {n} minutes: the vendor may not have switched the feature on",
    "{n} 分钟内没有任何大频道数据：可能尚未由厂商开通",
)
WEEK = Phrase("{metric}: {mean} a day in the last 7 days{change}", "{metric}：近 7 天日均 {mean}{change}")
WEEK_CHANGE = Phrase(", {change:+.1f} % against the 7 before", "，较前 7 天 {change:+.1f} %")
TIGHTEST = Phrase("tightest: {endpoint} {spent}/{limit}", "最紧：{endpoint} {spent}/{limit}")
DRY = Phrase("{endpoint} is spent for the day", "{endpoint} 当日配额已用完")

# what was copied
COPIED = Phrase("copied: {text}", "已复制：{text}")
COPIED_VIEW = Phrase("copied the view as Markdown, {n} lines", "已复制本视图（Markdown，{n} 行）")
WITH_ALIASES = Phrase("{text} (aliases)", "{text}（别名）")
NOTHING_TO_COPY = Phrase("nothing to copy here", "此处没有可复制的内容")
NOT_YET = Phrase("nothing is known here yet; try again in a moment", "此处尚无数据，请稍后再试")
NO_ALIASES = Phrase("no aliases without the store: {error}", "没有存储就没有别名：{error}")
TOO_LONG = Phrase(
    "{size} kB is more than terminals take ({most} kB): e and 4 writes it to a file",
    "{size} kB 超过终端可复制的上限（{most} kB）：按 e 再按 4 写入文件",
)
IN_TMUX = Phrase(
    "{text}; nothing to paste? tmux: set -g set-clipboard on", "{text}；粘贴不到？tmux：set -g set-clipboard on"
)

# the dialogue
TITLE = Phrase("Export", "导出")
TITLE_ALIASED = Phrase("Export, names as aliases", "导出（名称用别名）")
KEYS = Phrase("1–5 or enter · ↑↓ choose · esc closes", "1–5 或 enter · ↑↓ 选择 · esc 关闭")
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
    "svg": Phrase("the screen as it is seen", "当前屏幕的图片"),
    "md": Phrase("findings and list, for tickets", "结论与列表，用于工单"),
    "copy": Phrase("to the clipboard", "复制到剪贴板"),
}
FILE = Phrase("{stem}.*", "{stem}.*")
INTO = Phrase("into {directory}", "写入 {directory}")
COPY_CELL = Phrase("or copy one of this row", "或复制本行的一项")
WRITING = Phrase("writing …", "正在写入…")
WRITTEN = Phrase("written: {name} into {directory}", "已写入：{name}，位于 {directory}")
TROUBLES: Mapping[str, Phrase] = {
    "exists": Phrase("{name} is there already: once more overwrites it", "{name} 已存在：再按一次将覆盖"),
    "no such directory": Phrase(
        "no such directory: {directory}; make it, or start with --export-dir",
        "目录不存在：{directory}；请创建或用 --export-dir 指定",
    ),
    "not allowed": Phrase(
        "may not write in {directory}; start with --export-dir and a directory of yours",
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
