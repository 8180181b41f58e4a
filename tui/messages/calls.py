"""Words of the Calls screen: its search line, its list, and the completeness of its time range."""

from __future__ import annotations

from tui.domain.text import Phrase

# the search line
RANGE = Phrase("began", "开始于")
CHANNEL = Phrase("channel", "频道")
ALL_CHANNELS = Phrase("all channels", "全部频道")
MEANS = Phrase("→ {span}", "→ {span}")
WRONG = Phrase("✕", "✕")
SPAN = Phrase("{start}–{end}", "{start}–{end}")
FIRST = Phrase("last 30 m", "最近 30 分钟")
FIRST_OF_A_CHANNEL = Phrase("last 24 h", "最近 24 小时")
ALIVE_RANGE = Phrase("running at {time}", "{time} 时进行中")

TYPE_KEYS = Phrase(
    "enter searches  {key[calls.next]} next  {key[back]} leaves  ·  last 30 m  today  14:00..15:00",
    "enter 搜索  {key[calls.next]} 下一栏  {key[back]} 离开  ·  最近 30 分钟  今天  14:00..15:00",
)

# faults of a range
ALLOWED = Phrase(
    "allowed: last 30 m, today, 14:00..15:00, -2h..-1h, 11-20 14:00..11-21 02:00, yesterday",
    "可写：最近 30 分钟，今天，14:00..15:00，-2h..-1h，11-20 14:00..11-21 02:00，昨天",
)
NO_RANGE = Phrase("{text} is not a range of time; {allowed}", "{text} 不是时间范围；{allowed}")
NO_TIME = Phrase("{text} is not a valid time; {allowed}", "{text} 不是有效的时刻；{allowed}")
SKIPPED = Phrase(
    "{time} does not exist on {day}: {before} is followed by {after}; {allowed}",
    "{day} 没有 {time}：{before} 之后就是 {after}；{allowed}",
)
IN_FUTURE = Phrase(
    "begins in the future: now is {now}; allowed: an earlier start", "起点在将来：现在是 {now}；可写：此前的起点"
)
ENDS_FIRST = Phrase(
    "ends before it starts; allowed: 14:00..15:00, 23:00..01:00", "终点早于起点；可写：14:00..15:00，23:00..01:00"
)
NOTHING_YET = Phrase("lies wholly in the future; {allowed}", "全部在将来；{allowed}")
TOO_LONG_AGO = Phrase("too long ago; {allowed}", "过于久远；{allowed}")
CHANNEL_TOO_LONG = Phrase(
    "the channel has {bytes:byte|bytes}; a channel name has 64 at most", "频道名称有 {bytes} 字节；最多 64 字节"
)
CHANNEL_UNSEEN = Phrase("the channel has invisible characters", "频道名称含有不可见字符")

# columns
START = Phrase("start", "开始")
DURATION = Phrase("duration", "时长")
STATE = Phrase("state", "状态")
USERS = Phrase("affected", "异常人数")
FLAGS = Phrase("diagnoses", "异常诊断")
IN_CALL = Phrase("users", "人数")
PEAK_OF_ALL = Phrase("{peak} / {all}", "{peak} / {all}")
AUDIO_FREEZE = Phrase("audio fr.", "音频卡顿")
VIDEO_FREEZE = Phrase("video fr.", "视频卡顿")
WORST_BY = {
    "audio": Phrase("worst first: by audio freeze", "最差在前：按音频卡顿"),
    "video": Phrase("worst first: by video freeze", "最差在前：按视频卡顿"),
}
NO_RATES = Phrase(
    "the API told no freeze rate of these calls",
    "API 没有给出这些通话的卡顿率",
)
CALL_ID = Phrase("call id", "通话 ID")

# one call
ONGOING = Phrase("● running", "● 进行中")
ONGOING_AT = Phrase("○ ran {time}", "○ {time} 时在")
FINISHED = Phrase("ended", "已结束")
AT_LEAST = Phrase("{at_least} {age}", "{at_least} {age}")
NO_NAME = Phrase("–", "–")
AT_LEAST_10 = Phrase("{at_least} 10", "{at_least} 10")

# why
WHY_NONE = Phrase("no diagnosis of this call in the store", "本地没有该通话的异常诊断")
WHY_SIGNS = Phrase("Columns and signs", "各列与符号的含义")
SIGNS = (
    (ONGOING, Phrase("running, by an answer of the last minutes", "几分钟前的响应中仍在进行")),
    (ONGOING_AT, Phrase("running at that time, by the last answer about it", "最近一次查询时（该时刻）仍在进行")),
    (FINISHED, Phrase("over: Scry asks for it no more", "已结束，不再查询")),
    (USERS, Phrase("users with a diagnosis of Agora in the call", "通话中有自动诊断的人数")),
    (
        IN_CALL,
        Phrase(
            "most users at one time / users in all, by the API; –: not told", "同时在线峰值 / 累计人数；–：API 未给出"
        ),
    ),
    (
        AUDIO_FREEZE,
        Phrase("the freeze rate of the whole call, by the API; –: not told", "API 给出的整个通话的卡顿率；–：未给出"),
    ),
    (
        AT_LEAST_10,
        Phrase("the API lists 10 at most in an answer; there may be more", "接口每次最多列出 10 条，可能还有更多"),
    ),
)

# completeness: the number of calls
ALL = Phrase("all {n}", "全部 {n} 个")
SO_FAR = Phrase("{n} so far", "目前 {n} 个")
BEYOND_EARLIER = Phrase(
    "▲ {n:call that began earlier is|calls that began earlier are} beyond the freeze limit: see Findings",
    "▲ 另有 {n} 个更早开始的通话超出卡顿阈值：见“发现”",
)
BACK_TO = Phrase("{n} so far, back to {time}", "目前 {n} 个，已查到 {time}")
STORED = Phrase("{n} from the store", "本地存有 {n} 个")
OF_THOSE = Phrase("of the calls that began since {time}", "限 {time} 起开始的通话")

# completeness: hindrances
REQUESTS = Phrase("requests {n}", "请求 {n} 次")
ESC_STOPS = Phrase("{key[back]} stops", "{key[back]} 停止")
STOPPED = Phrase("stopped: {key[refresh]} resumes", "已停止：按 {key[refresh]} 继续")
STOPPED_AT = Phrase(
    "stopped at {n:request|requests}: {key[refresh]} resumes", "已请求 {n} 次而停止：按 {key[refresh]} 继续"
)
COST = Phrase("the rest costs about {n:request|requests}", "其余约需 {n} 次请求")
COST_OF = Phrase(
    "the rest costs about {n:request|requests} of {left} left for the rest of today",
    "其余约需 {n} 次请求，今天还剩 {left} 次",
)
WAITING = Phrase("waiting until {time} (quota)", "等待至 {time}（配额）")
CROWDED = Phrase(
    "more than {cap:call|calls} in the second {time}: the API lists {cap}",
    "{time} 这一秒内多于 {cap} 个通话：接口只列出 {cap} 个",
)
CROWDED_MORE = Phrase(
    "more than {cap:call|calls} in the second {time} and in {n:other|others}: the API lists {cap} a second",
    "{time} 及另外 {n} 秒内各多于 {cap} 个通话：接口每秒只列出 {cap} 个",
)
UNREAD = Phrase("unreadable entries: {n}; calls may be missing here", "{n} 处无法解析，可能有未列出的通话")
ENDED = Phrase("the API announces more calls and lists none", "接口称还有更多通话，但没有列出")
PENDING = Phrase("░ pending: calls after {time}", "░ pending 未到：{time} 之后的通话")
TOO_EARLY = Phrase(
    "░ calls after {time} may be missing; {key[refresh]} asks again",
    "░ {time} 之后的通话可能未列出；按 {key[refresh]} 重新查询",
)
BEYOND = Phrase(
    "before {time} stored calls only: the API reaches back {days:day|days}",
    "{time} 之前只有本地数据：接口只能查 {days} 天内的通话",
)
STORE_ONLY = Phrase(
    "stored calls only: the API reaches back {days:day|days}", "只有本地数据：接口只能查 {days} 天内的通话"
)

# in place of a list
READING = Phrase("reading the store", "正在读取本地存储")
STORE_FAILED = Phrase("no request while the store cannot be read or written", "本地存储无法读写，暂停查询")
ASKING = Phrase("searching: calls appear as answers come", "正在查询：结果到达后即显示")
NONE = Phrase(
    "no call began in this period;\nan earlier call may still run: {key[calls.search]} searches further back",
    "该时段没有通话开始；\n更早开始的通话可能仍在进行：按 {key[calls.search]} 搜索更早的时间",
)
NONE_OF_CHANNEL = Phrase(
    "no call of exactly this channel began in this period;\n"
    "the API finds whole names only: {key[filter]} filters by a part",
    "该时段没有这个频道的通话开始；\n接口只按完整的频道名查找：用 {key[filter]} 按部分名称过滤",
)
NONE_READ = Phrase(
    "the answers could not be read: Scry does not know of calls in this period",
    "响应中的通话无法解析：该时段是否有通话未知",
)
NONE_ALIVE = Phrase("no call ran at that moment", "该时刻没有通话")
NONE_KNOWN = Phrase(
    "no data of this period yet\npress {key[refresh]} to search",
    "该时段尚无数据\n按 {key[refresh]} 查询",
)
NONE_KNOWN_THEN = Phrase(
    "no call of this period was known\nat this moment of the replay", "回放的这一时刻，\n尚未得知该时段的通话"
)
NONE_STORED = Phrase(
    "no call of this period in the store,\nand the API reaches back {days:day|days}",
    "本地没有该时段的通话，\n接口也只能查 {days} 天内的通话",
)
