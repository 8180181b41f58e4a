"""Words of the call screen: its sessions, the matrix, the derived timeline, and the lookup of a call."""

from __future__ import annotations

from tui.domain.text import Phrase

# columns
USER = Phrase("user", "用户")
PLATFORM = Phrase("platform", "平台")
NETWORK = Phrase("network", "网络")
DEVICE = Phrase("device", "设备")
SDK = Phrase("SDK", "SDK")
JOINED = Phrase("joined", "加入")
LEFT = Phrase("left", "离开")
SPEAKER = Phrase("sends", "发流")
AUDIO_FREEZE = Phrase("audio fr.", "音频卡顿")
VIDEO_FREEZE = Phrase("video fr.", "视频卡顿")
UPSTREAM = Phrase("up loss", "上行丢包")
END_TO_END = Phrase("e2e loss", "端到端丢包")
CPU = Phrase("CPU", "CPU")
YES = Phrase("yes", "是")
NO = Phrase("–", "–")
STILL_IN = Phrase("in call", "通话中")
TURN = Phrase("{uid} {turn}/{turns}", "{uid} {turn}/{turns}")

# the head
CALL = Phrase("channel {channel}", "频道 {channel}")
SPAN = Phrase("{start}–{end}", "{start}–{end}")
SINCE = Phrase("since {start}", "{start} 起")
FINISHED = Phrase("finished", "已结束")
END_UNKNOWN = Phrase("end unknown", "结束时间未知")
STILL_ON = Phrase("● running", "● 进行中")
AT = Phrase("at {time}", "{time}")
AGORA = Phrase("Agora: ", "Agora 诊断：")
AUDIO_RATE = Phrase("audio API", "音频 API")
VIDEO_RATE = Phrase("video API", "视频 API")
RATE_OF_API = Phrase("{percent} %", "{percent} %")
FIGURES_OF = Phrase("by the API, {span}: ", "API 数据 {span}：")
NO_FIGURES = Phrase("by the API: no figures of this call yet", "API 数据：该通话尚无统计")
FIGURES_FAILED = Phrase("freeze buckets, users over time: {reason}", "卡顿分桶与人数变化：{reason}")
FREEZE_USERS = {
    "audio_freeze_rate": Phrase("audio freeze {buckets}", "音频卡顿 {buckets}"),
    "video_freeze_rate": Phrase("video freeze {buckets}", "视频卡顿 {buckets}"),
}
BUCKET = Phrase("{low}–{high} %: {n:user|users}", "{low}–{high} %：{n} 人")
USERS_OVER_TIME = Phrase("users {course} at most {most}", "人数 {course} 最多 {most}")
DIMENSION = Phrase("by", "维度")
DIMENSION_VALUE = Phrase("value", "值")
DIMENSION_USERS = Phrase("users", "人数")
BREAKDOWN_HINT = Phrase(
    "freeze rates by the API, {span} · {key[call.kind]} or {key[back]}: the sessions",
    "API 的卡顿率，{span} · {key[call.kind]} 或 {key[back]}：会话列表",
)
ASKING_BREAKDOWN = Phrase(
    "asking the API by country, region, network, SDK, system, device", "正在按国家、地区、网络、SDK、系统、设备查询"
)
AGORA_HAS_NO_DIAGNOSES = Phrase("this edition has no diagnoses", "该版本的 API 没有诊断")
AGORA_NONE = Phrase("no diagnosis of this call in the store", "本地没有该通话的自动诊断")
AGORA_EVENTS = Phrase("{people} diagnosed: {what}", "{people} 人异常：{what}")
CURVES_WORST = Phrase("{what} {value} of {uid} at {time}", "{uid} {what} {value}（{time}）")
CURVES_PAIR = Phrase("{what} {value} from {sender} to {uid} at {time}", "{sender} → {uid} {what} {value}（{time}）")

# coverage and progress
USERS_ALL = Phrase("{n:user|users}", "{n} 个用户")
USER_ALL = Phrase("1 user", "1 个用户")
USERS_SEEN = Phrase("{n:user|users} listed; there may be more", "已列出 {n} 个用户，可能还有更多")
USERS_NONE = Phrase("users not known yet", "尚不知有哪些用户")
HIDDEN = Phrase(
    "{n:Linux user|Linux users} hidden: {key[call.servers]} shows them",
    "隐藏 {n} 个 Linux 用户：按 {key[call.servers]} 显示",
)
SERVERS_OFF = Phrase(
    "without Linux users: {key[call.servers]} fetches them", "不含 Linux 用户：按 {key[call.servers]} 获取"
)
SERVERS_ON = Phrase("with Linux users", "含 Linux 用户")
WITHOUT_CURVES = Phrase("curves not fetched: {spans}", "未取曲线：{spans}")
IN_PART = Phrase(
    "only part of the curves in {n} of {of:session|sessions}: the API lists 10 users a request",
    "{of} 个会话中 {n} 个只有部分曲线：接口每次请求只列出 10 个用户",
)
BY_SESSION = Phrase(
    "curves fetched of {n} of {of:session|sessions}: those in sight first",
    "已取 {of} 个会话中 {n} 个的曲线：先取可见的会话",
)
UNREAD = Phrase("unreadable parts: {n}", "无法解析：{n} 处")
OUT_OF_REACH = Phrase("older than {days:day|days}, not stored: {spans}", "超过 {days} 天且本地没有：{spans}")
FETCHING_USERS = Phrase("fetching users {span}", "获取用户 {span}")
FETCHING_CURVES = Phrase("fetching curves {span}", "获取曲线 {span}")
WAITING = Phrase("waiting for a slot: {what}", "等待配额：{what}")
OF_TOTAL = Phrase("{done} of {total} ({share} %)", "{done} / {total}（{share} %）")
RATE = Phrase("{rate}/s", "{rate}/秒")
ESC_STOPS = Phrase("{key[back]} stops", "{key[back]} 停止")
STOPPED = Phrase("stopped: {key[refresh]} resumes", "已停止：按 {key[refresh]} 继续")
STOPPED_AT = Phrase(
    "stopped after {n:request|requests}: {key[refresh]} resumes", "已查询 {n} 次，暂停：按 {key[refresh]} 继续"
)
FAILED = Phrase("failed: {key[refresh]} tries again", "失败：按 {key[refresh]} 重试")
TAKEN_USER = Phrase(
    "{n} calls of this channel overlap: this is the call of user {uid}",
    "该频道有 {n} 个重叠的通话：此为用户 {uid} 所在的通话",
)
TAKEN_NEWEST = Phrase(
    "{n} calls of this channel overlap: this is the newest", "该频道有 {n} 个重叠的通话：此为最新的一个"
)
NEAREST = Phrase("no call ran at that second: this is the nearest", "该时刻没有通话：此为最近的一个")
AGORA_NAMES = Phrase("Agora names {uid}", "Agora 归因于 {uid}")
AGORA_AGREES = Phrase("Agora names {uid}, too", "Agora 同样归因于 {uid}")
AGORA_DISAGREES = Phrase("Agora names {uid} instead", "Agora 归因于 {uid}，与此不同")
NOT_HERE = Phrase("user {uid} is not among the known users of this call", "该通话的已知用户中没有 {uid}")

# in place of the list
LOADING = Phrase("fetching the users of the call", "正在获取通话中的用户")
NOBODY = Phrase("no user of this call is known", "没有该通话的用户记录")
TOO_FRESH = Phrase(
    "no data yet: the details of a call are {delay} s late\nthey appear automatically",
    "尚无数据：通话详情有 {delay} 秒延迟\n稍后自动显示",
)
GONE = Phrase("this call is not in the store", "本地没有该通话")
SEARCHING = Phrase(
    "looking for the call of {channel} at {time}\nsearched back to {back} · requests {requests}",
    "正在查找频道 {channel} 在 {time} 的通话\n已查到 {back} · {requests} 次请求",
)
CHOOSING = Phrase(
    "{n:call|calls} of {channel} at about {time}\nlooking for user {uid} in each",
    "频道 {channel} 在 {time} 前后有 {n} 个通话\n正在查找用户 {uid}",
)
TOO_OLD = Phrase(
    "not found: older than {days:day|days}\nneither the API nor the store has the call of {channel} at {time}",
    "未找到：超过 {days} 天\n接口已查不到频道 {channel} 在 {time} 的通话，本地也没有",
)
NOT_LISTED_YET = Phrase(
    "not listed yet: data is {delay} s late\nScry goes on searching for the call of {channel} at {time}",
    "尚未列出：数据有 {delay} 秒延迟\n频道 {channel} 在 {time} 的通话稍后自动继续查找",
)
NOT_FOUND = Phrase(
    "not found: the API lists no call of {channel} at {time}\nsearched the calls that began since {back}",
    "未找到：接口没有频道 {channel} 在 {time} 的通话\n已查 {back} 以来创建的通话",
)

# the sum
FORMULA = Phrase(
    "worst first: by sufferers, then by the sum of value / bad limit · freeze: share of time · loss, CPU: mean of the "
    "worst minute",
    "最差在前：先按影响人数；再按 数值 / 异常阈值 之和 · 卡顿：时长占比；丢包、CPU：最差一分钟均值",
)
SUM_ONLY_CAUSES = Phrase("{uid}: causes {n} to suffer", "{uid}：影响 {n} 人")
SUM_CAUSES = Phrase("causes {n} to suffer · ", "影响 {n} 人 · ")
SUM = Phrase("{uid}: {sum}", "{uid}：{sum}")
SUM_POINTS = Phrase("{part} ({points})", "{part}（{points}）")
SUM_MOST = Phrase("{part}, {most} at most", "{part}，最多计 {most}")
SUM_PART = Phrase("{what} {value} / {limit}", "{what} {value} / {limit}")
SUM_TIMES = Phrase("{part} × {n}", "{part} × {n}")
SUM_NONE = Phrase("{uid}: no value is bad or near its limit · {sum}", "{uid}：没有异常或接近阈值的数值 · {sum}")
SUM_UNKNOWN = Phrase("{uid}: no curves yet", "{uid}：尚无曲线")
SUM_WORST = Phrase("worst at {time}", "最差于 {time}")
WHY_TITLE = Phrase("How sessions are sorted", "排序方法")
WHY_SUM = Phrase(
    "The user with the most sufferers stands first, by the verdicts on all pairs of the call. Then a sum decides: each "
    "value that is bad or near its limit counts as value / bad limit. Rows without such a value follow, by the same "
    "sum of all their values. The value that names a user as the cause counts once for each sufferer. The sessions of "
    "one user stand together.",
    "按通话中各配对的结论，影响人数最多的用户排在最前。其次按分数：异常或接近阈值的数值按 数值 / 异常阈值 计分并相加。"
    "没有此类数值的行排在其后，按全部数值的同一总和排序。"
    "被指明为根因的数值按受其影响的人数计次。同一用户的会话排在一起。",
)
WHY_VALUES_TITLE = Phrase("What the values are", "各列的含义")
WHY_VALUES = Phrase(
    "audio fr., video fr.: freeze, the share of the time that the picture or sound of the worst sender stood still. "
    "up loss: upstream loss; e2e loss: end-to-end loss; CPU: each the mean of the worst minute. The session's charts "
    "tell the worst sample, which is higher; the pair's checks tell the mean of the time that suffered.",
    "音频卡顿、视频卡顿：卡顿最多的发送端在观看时间内的卡顿占比。上行丢包（率）、端到端丢包（率）、CPU：最差一分钟的平均值。"
    "会话的曲线显示最差采样，数值更高；配对的检查项显示受影响时段的平均值。",
)
WHY_SIGNS_TITLE = Phrase("Signs of the bar", "在场条的符号")
SUM_HEADING = Phrase("{uid}: {score}", "{uid}：{score}")
SUM_LINE = Phrase("{part} = {points}  ({what})", "{part} = {points}（{what}）")
SUM_NOTHING = Phrase("no value is bad or near its limit", "没有异常或接近阈值的数值")
SUM_NO_CURVES = Phrase("no curves yet", "尚无曲线")
WHY_LIMITS = Phrase(
    "The limits come from the configuration: [thresholds].",
    "阈值取自配置文件的 [thresholds]。",
)
WHY_SIGNS = Phrase(
    "On the bar of presence ▲ is a bad minute, △ a minute near the limit, · a minute missing from the answer, ┄ a "
    "minute not fetched yet, ░ a minute with data still to come.",
    "在场条上，▲ 为异常的分钟，△ 为接近阈值的分钟，· 为响应中缺失的分钟，┄ 为尚未获取，░ 为数据可能尚未到齐。",
)
WHY_DIAGNOSED = Phrase("Agora's diagnoses of {uid}", "Agora 对 {uid} 的诊断")

# the matrix
SENDER = Phrase("from ↓  to →", "发送 ↓ 接收 →")
NO_PEER = Phrase("all senders", "所有发送端")
KINDS = {
    "LOSS": Phrase("end-to-end loss, mean of the worst minute", "端到端丢包率，最差一分钟的平均值"),
    "VIDEO": Phrase("video freeze, share of the time", "视频卡顿，占观看时间"),
    "AUDIO": Phrase("audio freeze, share of the time", "音频卡顿，占收听时间"),
}
MATRIX_NAMED = Phrase("named as the cause: {who}", "根因：{who}")
MATRIX_SENDER = Phrase("sender {uid}", "发送端 {uid}")
MATRIX_RECEIVER = Phrase("receiver {uid}", "接收端 {uid}")
MATRIX_NOBODY = Phrase("no user is named as the cause", "未指明任何用户为根因")
MATRIX_CALM = Phrase("no bad pair", "没有异常的配对")
MATRIX_CELL = Phrase("{sender} → {receiver}: {value}, worst at {time}", "{sender} → {receiver}：{value}，最差于 {time}")
MATRIX_NO_CELL = Phrase("{sender} → {receiver}: no curve", "{sender} → {receiver}：没有曲线")
MATRIX_HINT = Phrase(
    "{key[live.earlier live.later]} another receiver · {key[call.kind]} another matrix"
    " · {key[table.select]}: the receiver's session, with that sender",
    "{key[live.earlier live.later]} 换接收端 · {key[call.kind]} 换矩阵"
    " · {key[table.select]} 打开接收端的会话，并选中该发送端",
)
MATRIX_NONE = Phrase("no curve between a sender and a receiver is known yet", "尚无收发双方之间的曲线")
MATRIX_SPAN = Phrase("receivers {first}–{last} of {total}", "接收端 {first}–{last}，共 {total}")

# the timeline
TIME = Phrase("time", "时间")
TIMELINE = Phrase("timeline (derived)", "时间线（推导）")
DERIVED = Phrase(
    "derived from joins, leaves, curves and diagnoses: the API gives no events",
    "推导：由加入、离开、曲线与诊断得出，接口不提供事件",
)
NO_ENTRIES = Phrase("no data of this call yet", "尚无该通话的数据")
CREATED = Phrase("the call began", "通话开始")
DESTROYED = Phrase("the call ended", "通话结束")
JOIN = Phrase("joined", "加入")
LEAVE = Phrase("left", "离开")
HOLE = Phrase("no points until {end}", "{end} 前没有数据点")
BAD = Phrase("{what} {value} until {end}", "{what} {value}，至 {end}")
BAD_FROM = Phrase("{what} {value} until {end}, from {peer}", "{what} {value}，至 {end}，来自 {peer}")
FROZEN = Phrase("{value} of a minute", "一分钟的 {value}")
ENTRY = Phrase("{uid} {what}", "{uid} {what}")
DIAGNOSED = Phrase("Agora: {what}", "Agora：{what}")

NO_SESSION = Phrase("no session is known here", "没有对应的会话")
ASKED_SERVERS = {
    True: Phrase("Linux (server) users are shown", "显示 Linux（服务端）用户"),
    False: Phrase("Linux (server) users are hidden", "隐藏 Linux（服务端）用户"),
}
