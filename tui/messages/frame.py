"""Words of the frame: tabs, feed state, age, quota, help."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

TABS: Mapping[str, Phrase] = {
    "live": Phrase("Live", "实时"),
    "diagnosis": Phrase("Diagnosis", "诊断"),
    "findings": Phrase("Findings", "发现"),
    "calls": Phrase("Calls", "通话"),
    "channels": Phrase("Channels", "频道"),
    "usage": Phrase("Usage", "用量"),
    "quota": Phrase("Quota", "配额"),
    "alarms": Phrase("Alarms", "告警"),
    "call": Phrase("Call", "通话详情"),
    "session": Phrase("Session", "会话"),
    "reports": Phrase("Reports", "报告"),
    "notes": Phrase("Notes", "备注"),
    "incident": Phrase("Incident", "故障概要"),
    "user": Phrase("User", "用户"),
    "standout": Phrase("Breakdown", "分组对比"),
}

LIVE = Phrase("● live", "● live 实时")
FAILING = Phrase("▲ live", "▲ live 实时")
PARTLY = Phrase("▲ live, {n} unread", "▲ live 实时，{n} 处无法解析")
EMPTY = Phrase("● live, no data", "● live 实时，无数据")
WAITING = Phrase("◌ waiting", "◌ waiting 等待")
STALE = Phrase("▲ stale {age}", "▲ stale 过旧 {age}")
FROZEN = Phrase("■ frozen", "■ frozen 冻结")
FAILED = Phrase("✕ {what}", "✕ {what}")
DEMO = Phrase("▶ demo ×{speed}", "▶ demo ×{speed}")

AGE = Phrase("{age} old", "{age}前")
SECONDS = Phrase("{n} s", "{n} 秒")
MINUTES = Phrase("{n} m", "{n} 分")
HOURS = Phrase("{n} h", "{n} 小时")
DAYS = Phrase("{n} d", "{n} 天")
TODAY = Phrase("today", "今日")
PACE = Phrase("every {pace}", "每 {pace}")

BOX_AHEAD = Phrase("box clock {age} ahead", "本机时钟快 {age}")
BOX_BEHIND = Phrase("box clock {age} behind", "本机时钟慢 {age}")

LANGUAGE_AGAIN = Phrase("press {key} again for Chinese: 中文", "再按一次 {key} 切换为英文：English")
PRESS_AGAIN = Phrase("press {key} again to quit", "再按一次 {key} 退出")
HOW_TO_QUIT = Phrase("{quit} quits (or {key} again)", "{quit} 退出（或再按一次 {key}）")
TOO_SMALL = Phrase("needs 80×24, has {width}×{height}: enlarge it", "需要 80×24，当前 {width}×{height}：请放大")
NOTICE_RETRY = Phrase("{what}. {advice} Next try {time}.", "{what}。{advice} 下次尝试 {time}。")
NOTICE_STOPPED = Phrase(
    "{what}. {advice} Not asked again until you press {key}.", "{what}。{advice} 按 {key} 之前不再查询。"
)
NOTICE_ASKING = Phrase("{what}. {advice} Asking again now.", "{what}。{advice} 正在重新查询。")
WAITING_QUOTA = Phrase("waiting until {time} (quota)", "等待至 {time}（配额）")
SERVER_ASKS = Phrase("The server asks for {asked} without requests.", "服务器要求 {asked}内不再请求。")
SERVER_ASKS_LONG = Phrase(
    "The server asks for {asked} without requests; Scry tries again after {most}.",
    "服务器要求 {asked}内不再请求；Scry 会在 {most}后重试。",
)
SHARED_QUOTA = Phrase(
    "Another client spends this quota too: Scry now asks every {pace}.",
    "有其他客户端也在使用该配额：Scry 现在每 {pace}查询一次。",
)
NOTICE_UNSENT = Phrase("Reports not sent: {count}. {list} shows them.", "未送达的报告：{count} 份。按 {list} 查看。")
NOTICE_UNKNOWN = Phrase(
    "Reports without an answer, perhaps received: {count}. {list} shows them.",
    "服务器是否收到未知的报告：{count} 份。按 {list} 查看。",
)
STORE_SLOW = Phrase(
    "No answer from the store for {age}. {key} ends the question.", "存储已有 {age}没有答复。按 {key} 停止读取。"
)
SALVAGED = Phrase(
    "the store was damaged: the old file is {aside} now; a new store holds all of its data",
    "本地存储已损坏：原文件已另存为 {aside}，其中的数据已全部恢复到新文件",
)
SALVAGED_IN_PART = Phrase(
    "the store was damaged: the old file is {aside} now; a new store holds the readable data; incomplete: {lost}",
    "本地存储已损坏：原文件已另存为 {aside}，可读的数据已恢复到新文件；以下未能全部恢复：{lost}",
)
# The content of a table of the store, in the user's words; tables without an entry are bookkeeping.
HELD: Mapping[str, Phrase] = {
    "points": Phrase("minutes", "分钟数据"),
    "diagnoses": Phrase("diagnoses", "诊断"),
    "calls": Phrase("calls", "通话"),
    "sessions": Phrase("sessions", "会话"),
    "stretches": Phrase("curves", "曲线"),
    "stamps": Phrase("curves", "曲线"),
    "curves": Phrase("curves", "曲线"),
    "usage": Phrase("usage", "用量"),
    "ledger": Phrase("requests", "请求记录"),
    "reports": Phrase("reports", "报告"),
}
BOOKKEEPING = Phrase("bookkeeping", "内部记录")
SEEN = Phrase("{text} (esc)", "{text}（esc）")
QUEUED = Phrase("queued: next free slot {time}", "已排队：下一个可用时刻 {time}")
REQUESTED = Phrase("request noted", "已记下查询请求")
ASKING = Phrase("asking now", "正在查询")
ASKED_FAILED = Phrase("asked: {what}", "已查询：{what}")
ASKED_NEXT = Phrase("asked; next request {time}", "已查询；下次查询 {time}")
ALL_HERE = Phrase("nothing left to ask for: the answers are stored", "无需再查询：响应已保存在本地")
NOT_ALLOWED = Phrase("the quota allows no request", "配额不允许查询")
NO_ANSWER_YET = Phrase("no answer yet", "尚无响应")
NOTHING_TO_ASK = Phrase("this screen asks the API for nothing", "本屏不向接口查询任何内容")

FILTER_PROMPT = Phrase(
    "filter: text, else words, else letters in order; ! inverts, esc clears",
    "过滤：原文，其次各词，最后按序匹配字符；! 取反，esc 清除",
)
NO_MATCH = Phrase("nothing matches; esc clears the filter", "没有匹配项；按 esc 清除过滤")
# By the direction of the search for the next abnormal moment.
NONE_AHEAD = {
    1: Phrase(
        "no later bad spell is known; {key[live.previous_bad session.previous_bad]} goes back",
        "之后没有已知的异常开始；按 {key[live.previous_bad session.previous_bad]} 往回跳",
    ),
    -1: Phrase(
        "no earlier bad spell is known; {key[live.next_bad session.next_bad]} goes forward",
        "之前没有已知的异常开始；按 {key[live.next_bad session.next_bad]} 往后跳",
    ),
}
STORE_FAILED = Phrase("✕ store", "✕ 存储")
ALONE = Phrase("this panel fills the screen already", "该面板已占满屏幕")
OF = Phrase("{shown} of {total}", "{shown}/{total}")
