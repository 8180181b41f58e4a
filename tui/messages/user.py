"""Words of the page of one user: where the store has met this user."""

from __future__ import annotations

from tui.domain.text import Phrase

# columns
TIME = Phrase("time", "时间")
ROLE = Phrase("as", "身份")
WHAT = Phrase("diagnoses", "异常诊断")
CHANNEL = Phrase("channel", "频道")
DETAIL = Phrase("root causes (whose), or the session", "根因（所属用户）或会话")
CALL_ID = Phrase("call id", "通话 ID")

# one row
SUFFERS = Phrase("affected", "异常")
CAUSES = Phrase("cause", "根因")
STAYS = Phrase("in a call", "在通话中")
OF_USER = Phrase("{experience} of {uid}", "{uid} {experience}")
STAY = Phrase("{start}–{end}  {parts}", "{start}–{end}  {parts}")
STAY_OPEN = Phrase(
    "since {start}, still in the call at the last answer  {parts}", "{start} 起，最近查询时尚未离开  {parts}"
)

# above the list
HEAD = Phrase(
    "stored: {suffered:diagnosis|diagnoses}, {caused} as the cause, {stays:session|sessions}, back to {since}",
    "本地存有：异常诊断 {suffered} 条，作为根因 {caused} 条，会话 {stays} 个，最早 {since}",
)
NEWEST = Phrase("the newest {n} in the store", "本地存储中最新的 {n} 项")
READING = Phrase("reading the store", "正在读取本地存储")
NONE = Phrase(
    "no diagnosis and no session of this user in the store;\nScry stores the sessions of a call when you open it",
    "本地没有该用户的诊断或会话；\n会话在打开通话后才会存储",
)
