"""Words of the signs: the meaning of each, and the signs of each screen."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

Sign = tuple[str, Phrase]

# the frame
FEED: tuple[Sign, ...] = (
    ("● live", Phrase("data as fresh as the API gives it", "数据与接口所能提供的一样新")),
    (
        "▲ live",
        Phrase(
            "still fresh, but the last try failed: the line below says why", "数据仍新，但最近一次请求失败：原因见下方"
        ),
    ),
    (
        "▲ live, 3 unread",
        Phrase(
            "so many rows of the last answers could not be read: the line below says why",
            "最近的响应中有若干行无法解析：原因见下方",
        ),
    ),
    ("◌ waiting", Phrase("no data yet", "尚无数据")),
    ("▲ stale", Phrase("older than it should be: the age says how old", "数据过旧：年龄见其后")),
    ("■ frozen", Phrase("the view stands still; collection goes on", "画面已冻结；采集继续")),
    ("✕", Phrase("refused or failed: the line below says why", "被拒绝或失败：原因见下方")),
    ("◔ 214/1000", Phrase("spent today of the tightest quota of this screen", "本屏最紧张的配额今日已用量")),
)

HIGH = ("▲", Phrase("abnormal, and higher than it should be", "异常，且偏高"))
LOW = ("▼", Phrase("abnormal, and lower than it should be", "异常，且偏低"))
NEAR = ("△ ▽", Phrase("between the warning and the bad threshold", "介于告警与异常阈值之间"))
PENDING = ("░", Phrase("pending: younger than the API's delay, no data yet", "pending：晚于接口的数据延迟，尚无数据"))
MISSING = ("·", Phrase("missing: asked for, and the answer did not hold it", "missing：已查询，但响应中没有"))
LOST = (
    "×",
    Phrase(
        "lost: nothing was received while it was within the API's reach; not asked: nobody was collecting yet; "
        "unread: the answer could not be understood and is asked for again",
        "lost：在接口可查询的时间内没有取到；未查询：当时尚未开始采集；unread：响应无法解析，将重新查询",
    ),
)
THRESHOLD = ("╌", Phrase("the threshold of the metric", "该指标的阈值"))
PINNED = ("●", Phrase("pinned over the chart", "已叠加到图上"))
DIAGNOSED = ("◆", Phrase("a diagnosis of Agora at this moment", "该时刻有一条自动诊断"))
PAST = ("⠒⠒ ⠂ ⠂", Phrase("yesterday, and a week ago, at the same hour", "昨天、上周的同一时段"))
AT_LEAST = (
    "≥ 10",
    Phrase("the API names ten an answer at most: there may be more", "接口每次最多返回 10 条：可能还有更多"),
)
MARKED = ("●", Phrase("what the list is filtered by", "列表的过滤条件"))
UNKNOWN = (
    "18",
    Phrase("a code outside the documented tables, by its number", "文档表格之外的编码，以其数字显示"),
)

_CHART = (PENDING, MISSING, LOST, THRESHOLD)
_GRADES = (HIGH, LOW, NEAR)

_REPORTS = (
    ("○", Phrase("a draft: nothing has left", "草稿：尚未发出")),
    ("◌", Phrase("on its way to the server", "正在发往服务器")),
    ("●", Phrase("sent: the server said yes", "已发送：服务器已接受")),
    ("✕", Phrase("refused: the server's words stand beside it", "被拒绝：旁边是服务器的答复")),
    (
        "▲",
        Phrase(
            "not sent: it never arrived; unknown: it left and the answer was lost",
            "未发送：没有到达；未知：已发出，但响应丢失",
        ),
    ),
)

SIGNS: Mapping[str, tuple[Sign, ...]] = {
    "live": (*_GRADES, *_CHART, PAST, PINNED),
    "diagnosis": (
        AT_LEAST,
        PENDING,
        MARKED,
        ("×2", Phrase("the same root cause twice in one diagnosis", "同一条诊断中该根因出现两次")),
        UNKNOWN,
    ),
    "calls": (
        ("● on", Phrase("not over in the last answer, minutes ago", "几分钟前的响应中尚未结束")),
        ("○ on 14:07", Phrase("not over when it was last heard of", "在该时刻的响应中尚未结束")),
        PENDING,
        AT_LEAST,
        ("✕", Phrase("what is typed is no range", "输入的不是时间范围")),
    ),
    "channels": (*_CHART[:3], ("/5", Phrase("the rating that users gave", "用户的评分"))),
    "channel": _CHART[:3],
    "usage": (
        (
            "pending",
            Phrase("the day is not counted yet: by 08:00 UTC of the next", "当天尚未完成统计：次日 08:00 UTC 完成"),
        ),
        ("Δ", Phrase("the change on the same day a week before", "与上周同日相比的变化")),
        ("Δ changed", Phrase("recalculated after it was final", "统计完成后又被重新计算")),
        ("×12", Phrase("twelve times as much", "增至 12 倍")),
    ),
    "quota": (
        ("214/1000", Phrase("spent of the limit of the day", "当日已用与上限")),
        ("●", Phrase("the log below shows this endpoint alone", "下方日志只显示该接入点")),
        ("✕", Phrase("no answer came", "没有响应")),
    ),
    "reports": _REPORTS,
    "report": _REPORTS,
    "setup": (
        ("●", Phrase("accepted, or as it should be", "已接受，或正常")),
        ("▲", Phrase("to be thought over before it is saved", "保存前请再考虑")),
        ("✕", Phrase("refused or failed: the line says what to do", "被拒绝或失败：该行说明怎么办")),
    ),
    "call": (
        ("━", Phrase("in the call, and nothing abnormal", "在通话中，无异常")),
        ("▲ △", Phrase("a minute beyond its bad limit, beyond the warning", "超过异常阈值、超过告警值的分钟")),
        ("·", Phrase("a minute of which the answer held nothing", "响应中没有数据的分钟")),
        ("┄", Phrase("there, and no curve of it is fetched yet", "在通话中，曲线尚未获取")),
        ("░", Phrase("pending: may still come", "pending：数据可能尚未到齐")),
        ("●", Phrase("named as the cause", "根因所属用户")),
        ("▲ ▲", Phrase("matrix: the row and the column that are worst", "矩阵：最差的行与列")),
        ("▸", Phrase("matrix: the chosen row and column", "矩阵：选中的行与列")),
        ("◆", Phrase("timeline: a diagnosis of Agora", "时间线：一条自动诊断")),
        AT_LEAST,
    ),
    "session": (*_GRADES, *_CHART[:2], THRESHOLD, DIAGNOSED, PINNED),
    "pair": (
        ("→", Phrase("the verdict: who causes it, its share, how sure", "结论：责任方、占比、把握")),
        ("▲", Phrase("the check names a cause", "该项检查指明根因")),
        ("△", Phrase("abnormal, and not named as the cause", "异常，未被指明为根因")),
        ("?", Phrase("cannot be excluded as the cause", "不能排除为根因")),
        ("·", Phrase("nothing abnormal", "无异常")),
        ("–", Phrase("no curve tells", "没有曲线可查")),
        THRESHOLD,
        DIAGNOSED,
    ),
}
