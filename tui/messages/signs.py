"""Words of the signs: the meaning of each, and the signs of each screen.

A sign with words stands as its screen shows it, so that both are written once.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records import ReportState
from tui.domain.text import Phrase, Said
from tui.messages import alarms, calls, frame, insights, report, usage

Sign = tuple[Phrase, Phrase]


def _sign(sign: str, en: str, zh: str) -> Sign:
    return Phrase(sign, sign), Phrase(en, zh)


def _shown(sign: Phrase, en: str, zh: str, **values: object) -> Sign:
    """`values` fill the sign as on a screen."""
    filled = Said(sign, values)
    return Phrase(filled("en"), filled("zh")), Phrase(en, zh)


# the frame
FEED: tuple[Sign, ...] = (
    _shown(frame.LIVE, "the newest data that the API gives", "已是接口能提供的最新数据"),
    _shown(
        frame.FAILING,
        "the data is fresh; the last request failed: the line below says why",
        "数据仍新，但最近一次请求失败：原因见下方",
    ),
    _shown(
        frame.PARTLY,
        "Scry could not read 3 rows of the last answers: the line below says why",
        "最近的响应中有 3 行无法解析：原因见下方",
        n=3,
    ),
    _shown(frame.WAITING, "no data yet", "尚无数据"),
    _shown(
        frame.STALE,
        "the newest data is 7 minutes old and should be newer",
        "最新数据已有 7 分钟，本应更新",
        age=Said(frame.MINUTES, {"n": 7}),
    ),
    _shown(frame.FROZEN, "the view stands still; collection goes on", "画面已冻结；采集继续"),
    _sign("✕", "refused or failed: the line below says why", "被拒绝或失败：原因见下方"),
    _sign(
        "◔ 214/1000",
        "requests spent today, and the limit: the quota of this screen that is closest to its limit",
        "本屏最接近上限的配额：今日已用次数与上限",
    ),
    _shown(
        alarms.TOP,
        "firing alarms that nobody has acknowledged, and the worst severity",
        "触发中且无人确认的告警数，以及其中最严重的级别",
        n=2,
        severity=alarms.SEVERITIES["critical"],
    ),
)

HIGH = _sign("▲", "bad: too high", "异常：偏高")
LOW = _sign("▼", "bad: too low", "异常：偏低")
NEAR = _sign("△ ▽", "near the limit", "接近阈值")
PENDING = _sign("░", "pending: younger than the API's delay, no data yet", "pending 未到：晚于接口的数据延迟，尚无数据")
MISSING = _sign("·", "missing: the answer did not hold this minute", "missing 缺失：响应中没有这一分钟")
LOST = _sign(
    "×",
    "lost: not received within the API's reach; not asked: nobody was collecting yet; "
    "unread: Scry could not read the answer and asks again",
    "丢失：在接口可查询的时间内没有取到；未查询：当时尚未开始采集；无法解析：Scry 读不懂响应，会重新查询",
)
THRESHOLD = _sign("╌", "the limit of the metric", "该指标的阈值")
PINNED = _sign("●", "pinned over the chart", "已叠加到图上")
DIAGNOSED = _sign("◆", "a diagnosis of Agora at this moment", "该时刻有一条自动诊断")
PAST = _sign("⠒⠒ ⠂ ⠂", "the same hour yesterday, and a week ago", "昨天、上周的同一时段")
AT_LEAST = _sign(
    "≥ 10", "the API lists 10 at most in an answer; there may be more", "接口每次最多列出 10 条，可能还有更多"
)
MARKED = _sign("●", "the list is filtered by this", "列表按此过滤")
UNKNOWN = _sign("18", "a code outside the documented tables, by its number", "文档表格之外的编码，以其数字显示")

NOTED = _sign("◇", "a note", "备注")
_CHART = (PENDING, MISSING, LOST, THRESHOLD)
_GRADES = (HIGH, LOW, NEAR)

_REPORTS = (
    _shown(report.STATES[ReportState.DRAFT], "not sent", "尚未发出"),
    _shown(report.STATES[ReportState.SENDING], "on its way to the server", "正在发往服务器"),
    _shown(report.STATES[ReportState.SENT], "the server accepted the report", "服务器已接受"),
    _shown(report.STATES[ReportState.REFUSED], "the server's words stand beside it", "旁边是服务器的答复"),
    _shown(report.NOT_SENT, "the report never arrived", "报告没有到达"),
    _shown(report.STATES[ReportState.UNKNOWN], "the report left, no answer came", "报告已发出，没有收到答复"),
)

_TICKETS = (
    _shown(report.STATES[ReportState.COPIED], "the text of a ticket was copied last", "工单文本最近被复制"),
    _shown(report.STATES[ReportState.SAVED], "the ticket was saved to a file last", "工单最近存为文件"),
)

SIGNS: Mapping[str, tuple[Sign, ...]] = {
    "live": (*_GRADES, *_CHART, PAST, PINNED, NOTED),
    "diagnosis": (
        AT_LEAST,
        PENDING,
        MARKED,
        _sign("=", "the stored curves agree with Agora's cause", "已存储的曲线与 Agora 的根因一致"),
        _sign("≠", "the stored curves disagree: they name another user", "已存储的曲线与此不一致：归因于其他用户"),
        _sign("?", "the stored curves cannot tell", "已存储的曲线无法判断"),
        _sign("×2", "the same root cause twice in one diagnosis", "同一条诊断中该根因出现两次"),
        UNKNOWN,
    ),
    "findings": (
        _sign("1,204", "rank: frozen seconds of all sufferers × certainty", "排序分：所有受影响用户的卡顿秒数 × 把握"),
        _sign("–", "nothing concluded: an observation, or an alert of Agora", "未作判断：观察，或 Agora 的告警"),
    ),
    "calls": (
        *(_shown(sign, *means, time="14:07", at_least="≥") for sign, means in calls.SIGNS),
        PENDING,
        _sign("✕", "not a range of time", "输入的不是时间范围"),
    ),
    "channels": (*_CHART[:3], _sign("/5", "the rating that users gave", "用户的评分")),
    "channel": _CHART[:3],
    "channel_by_metric": _CHART[:3],
    "watched_channels": (*_GRADES, PENDING),
    "usage": (
        AT_LEAST,
        _shown(
            usage.PENDING,
            "the day is not counted yet: by 08:00 UTC of the next",
            "当天尚未完成统计：次日 08:00 UTC 完成",
        ),
        _sign("Δ", "the change on the same day a week before", "与上周同日相比的变化"),
        _shown(usage.CHANGED, "recalculated after it was final", "统计完成后又被重新计算"),
        _sign("×12", "twelve times as much", "增至 12 倍"),
    ),
    "insights": (
        _shown(usage.PENDING, "not there yet", "尚未到"),
        _sign("Δ", "the change of the chosen metric on a week before", "所选指标与上周同期相比的变化"),
        _shown(insights.RECOUNTED, "asked for after the vendor's recount", "取自厂商重算之后"),
        _shown(insights.PROVISIONAL, "asked for before the recount of that day", "取自该日重算之前", day="12-02"),
    ),
    "quota": (
        _sign("214/1000", "requests spent, and the limit of the day", "当日已用次数与上限"),
        _sign("●", "the log below shows this endpoint alone", "下方日志只显示该接入点"),
        _sign("✕", "no answer came", "没有响应"),
    ),
    "alarms": (
        _sign("▲", "firing, and acknowledged by nobody", "触发中，尚无人确认"),
        _sign("△", "firing, acknowledged", "触发中，已确认"),
        _sign("◌", "bad, not yet for as long as the rule says", "异常，持续时间未到规则要求"),
        _sign("·", "over", "已结束"),
        _sign("◆", "an alert from Agora's console, as received", "Agora 控制台发来的告警，按收到的内容显示"),
    ),
    "reports": (*_REPORTS, *_TICKETS),
    "report": _REPORTS,
    "ticket": (_REPORTS[0], *_TICKETS),
    "user": (UNKNOWN,),
    "standout": (PENDING,),
    "setup": (
        _sign("●", "accepted, or as it should be", "已接受，或正常"),
        _sign("▲", "check this before you save", "保存前请再确认"),
        _sign("✕", "refused or failed: the line names the remedy", "被拒绝或失败：该行说明怎么办"),
    ),
    "call": (
        _sign("━", "in the call, within every limit", "在通话中，未超过阈值"),
        _sign("▲ △", "a bad minute, a minute near the limit", "异常的分钟、接近阈值的分钟"),
        _sign("·", "missing: the answer did not hold this minute", "missing 缺失：响应中没有这一分钟"),
        _sign("┄", "in the call; its curves are not fetched yet", "在通话中，曲线尚未获取"),
        _sign("░", "pending: more may still come", "pending 未到：数据可能尚未到齐"),
        _sign("●", "named as the cause", "根因所属用户"),
        _sign("▲ ▲", "matrix: the worst row and the worst column", "矩阵：最差的行与列"),
        _sign("▸", "matrix: the chosen row and column", "矩阵：选中的行与列"),
        _sign("◆", "timeline: a diagnosis of Agora", "时间线：一条自动诊断"),
        AT_LEAST,
    ),
    "notes": (NOTED,),
    "incident": (AT_LEAST, UNKNOWN),
    "session": (*_GRADES, *_CHART[:2], THRESHOLD, DIAGNOSED, PINNED),
    "pair": (
        _sign("→", "the verdict: the user at fault, the share, the confidence", "结论：责任方、占比、把握"),
        _sign("▲", "this check names a cause", "该项检查指明根因"),
        _sign("△", "bad, perhaps the cause", "异常，是否为根因未知"),
        _sign("?", "cannot be excluded as the cause", "不能排除为根因"),
        _sign("·", "not the cause: within every limit, or as the line says", "不是根因：未超过阈值，或如该行所述"),
        _sign("–", "no curve shows it", "没有曲线可查"),
        THRESHOLD,
        DIAGNOSED,
    ),
}
