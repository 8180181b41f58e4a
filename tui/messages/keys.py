"""Keys: for each binding id a word for the footer and a sentence for help, tooltip and palette."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tui.domain.text import Phrase


class KeyWords(NamedTuple):
    label: Phrase
    sentence: Phrase


def _key(label_en: str, label_zh: str, en: str, zh: str) -> KeyWords:
    return KeyWords(Phrase(label_en, label_zh), Phrase(en, zh))


KEYS: Mapping[str, KeyWords] = {
    # everywhere
    "tab.live": _key("Live", "实时", "Go to Live: the project minute by minute", "转到实时：项目每分钟的状况"),
    "tab.diagnosis": _key(
        "Diagnosis",
        "诊断",
        "Go to Diagnosis: affected users and root causes (edition today: Findings)",
        "转到诊断：异常用户与根因（today 版：发现）",
    ),
    "tab.calls": _key("Calls", "通话", "Go to Calls: search calls and drill into them", "转到通话：搜索并下钻通话"),
    "tab.channels": _key("Channels", "频道", "Go to Channels: the big channels you watch", "转到频道：关注的大频道"),
    "tab.usage": _key(
        "Usage", "用量", "Go to Usage: users, sessions and channels per day", "转到用量：每天的人数、人次和频道数"
    ),
    "tab.quota": _key("Quota", "配额", "Go to Quota: requests spent and left", "转到配额：已用与剩余的请求数"),
    "tab.alarms": _key(
        "Alarms",
        "告警",
        "Go to Alarms: firing and past alarms, and the rules",
        "转到告警：触发中与以往的告警，以及规则",
    ),
    "tab.previous": _key("previous tab", "上一页", "Go to the tab on the left", "转到左边的标签页"),
    "tab.next": _key("next tab", "下一页", "Go to the tab on the right", "转到右边的标签页"),
    "report": _key(
        "report",
        "报告",
        "Report a problem to Agora, or write the ticket for its support, filled in from this screen",
        "向 Agora 报告问题，或填写技术支持工单，按本屏内容预填",
    ),
    "reports": _key(
        "reports",
        "报告列表",
        "Go to the reports and tickets: sent, copied, saved",
        "转到报告与工单：已发送、已复制、已保存",
    ),
    "note": _key("note", "备注", "Write a note to this moment, call or user", "为当前时刻、通话或用户写备注"),
    "bundle": _key("bundle", "事件包", "Write the stretch on screen into one file", "将屏幕上的这段时间写入一个文件"),
    "bundle.write": _key(
        "write", "写入", "Tell the size of the bundle, then write the file", "显示事件包大小，然后写入文件"
    ),
    "bundle.close": _key(
        "close", "关闭", "Stop, or close the dialog; no file is written", "停止，或关闭对话框；不写入文件"
    ),
    "bundle.next": _key("next", "下一项", "Go to the next field", "转到下一个字段"),
    "bundle.previous": _key("previous", "上一项", "Go to the previous field", "转到上一个字段"),
    "bundle.up": _key("previous", "上一项", "Go to the previous field", "转到上一个字段"),
    "bundle.down": _key("next", "下一项", "Go to the next field", "转到下一个字段"),
    "notes": _key("notes", "备注列表", "Go to the notes", "转到备注"),
    "incident": _key("incident", "故障概要", "Summarise the incident around this moment", "汇总该时刻前后的故障"),
    "incident.zoom_in": _key("span", "时长", "Summarise a shorter time", "汇总更短的时间"),
    "incident.zoom_out": _key("longer span", "更长", "Summarise a longer time", "汇总更长的时间"),
    "incident.zoom_reset": _key("1 h", "1 小时", "Summarise one hour again", "恢复汇总一小时"),
    "note.save": _key("save", "保存", "Save the note", "保存备注"),
    "note.close": _key("close", "关闭", "Close the note; press twice to drop the text", "关闭备注；按两次丢弃内容"),
    "notes.edit": _key("edit", "修改", "Change a note of yours", "修改自己的备注"),
    "notes.delete": _key("delete", "删除", "Delete a note of yours, by two presses", "删除自己的备注，需按两次"),
    "help": _key("keys", "按键", "Show the keys and signs of this screen", "显示本屏的按键与符号"),
    "palette": _key("palette", "命令", "Search every command by name", "按名称搜索所有命令"),
    "back": _key(
        "back",
        "返回",
        "Clear the filter, close, follow the newest, go back; never quits",
        "清除过滤、关闭、恢复跟随最新、后退一步；不会退出",
    ),
    "leave": _key("quit", "退出", "One step back; at the top, press twice to quit", "后退一步；在最上层按两次退出"),
    "quit": _key("quit", "退出", "Quit at once", "立即退出"),
    "interrupt": _key("how to quit", "如何退出", "Say how to quit; press twice to quit", "提示如何退出；按两次退出"),
    "refresh": _key("refresh", "刷新", "Send a request now, within the quota", "在配额内立即查询"),
    "freeze": _key("freeze", "冻结", "Freeze the view; collection goes on", "冻结画面；采集继续"),
    "export": _key(
        "export",
        "导出",
        "Export this screen: CSV, JSON, SVG, Markdown",
        "导出本屏内容：CSV、JSON、SVG、Markdown",
    ),
    "export.csv": _key("CSV", "CSV", "Write the list as CSV", "将列表写为 CSV"),
    "export.json": _key("JSON", "JSON", "Write all data of the screen as JSON", "将本屏全部内容写为 JSON"),
    "export.svg": _key("SVG", "SVG", "Write the screen as a picture", "将屏幕写为图片"),
    "export.md": _key("Markdown", "Markdown", "Write findings and list as Markdown", "将结论与列表写为 Markdown"),
    "copy.id": _key(
        "copy id",
        "复制 ID",
        "Copy the id of the row under the cursor; of a moment, the line that opens it",
        "复制光标所在行的 ID；若为时刻，则复制打开该时刻的命令行",
    ),
    "copy.row": _key("copy row", "复制行", "Copy the row under the cursor as text", "将光标所在行复制为文本"),
    "copy.view": _key(
        "copy view",
        "复制视图",
        "Copy this screen as Markdown, for a ticket",
        "将本屏内容复制为 Markdown，用于工单",
    ),
    "copy.link": _key(
        "copy link",
        "复制链接",
        "Copy the command line that opens this view, for a colleague",
        "复制打开本视图的命令行，发给同事",
    ),
    "utc": _key("UTC/local", "UTC/本地", "Switch between UTC and local time", "切换 UTC 与本地时间"),
    "language": _key("中文", "English", "Switch between English and Chinese", "切换中文与英文"),
    "redraw": _key("redraw", "重绘", "Draw the whole screen again", "重绘整个屏幕"),
    "suspend": _key("suspend", "挂起", "Suspend Scry; `fg` brings it back", "挂起 Scry；用 fg 恢复"),
    "project": _key("project", "项目", "Switch to another project, or add one", "切换到其他项目，或添加项目"),
    "filter": _key(
        "filter",
        "过滤",
        "Filter the list: the text, else its words, else its letters in order; ! inverts",
        "过滤列表：先按原文，再按各词，最后按字母顺序；! 取反",
    ),
    # where one types above a list
    "choose.up": _key("up", "上", "Choose the row above", "选择上一行"),
    "choose.down": _key("down", "下", "Choose the row below", "选择下一行"),
    # in tables
    "table.up": _key("up", "上", "Move the cursor one row up", "光标上移一行"),
    "table.down": _key("down", "下", "Move the cursor one row down", "光标下移一行"),
    "table.page_up": _key("page up", "上翻页", "Move the cursor one page up", "光标上翻一页"),
    "table.page_down": _key("page down", "下翻页", "Move the cursor one page down", "光标下翻一页"),
    "table.half_up": _key("half page up", "上翻半页", "Move the cursor half a page up", "光标上翻半页"),
    "table.half_down": _key("half page down", "下翻半页", "Move the cursor half a page down", "光标下翻半页"),
    "table.first": _key("first", "首行", "Move the cursor to the first row", "光标移到首行"),
    "table.last": _key("last", "末行", "Move the cursor to the last row", "光标移到末行"),
    "table.select": _key("drill", "下钻", "Drill into the row under the cursor", "下钻到光标所在行"),
    "table.mark": _key("pin", "叠加", "Pin the row under the cursor, or unpin it", "叠加光标所在行，再按取消"),
    "table.sort": _key(
        "sort",
        "排序",
        "Sort by the next column; after the last one in the original order",
        "按下一列排序；最后一列之后恢复原序",
    ),
    "table.sort_reverse": _key("reverse", "反序", "Sort the other way round", "反向排序"),
    "why": _key(
        "why",
        "含义",
        "Explain the row under the cursor: meaning, checks, the party that must act",
        "说明光标所在行的含义、检查方法以及由谁处理",
    ),
    # diagnosis
    "diagnosis.group": _key(
        "group",
        "分组",
        "Group the list by channel, by host user of the cause, by root cause, or not at all",
        "按频道、根因所属用户、根因分组，或不分组",
    ),
    "diagnosis.panel": _key("totals", "合计", "Go to the totals, or back to the list", "转到合计，或回到列表"),
    "diagnosis.maximise": _key(
        "maximise", "最大化", "Give this panel the whole screen, and back", "本面板占满屏幕，再按恢复"
    ),
    # alarms
    "standout": _key(
        "breakdown",
        "分组对比",
        "Break the chosen metric down by country, region, network, SDK, system, device: six requests",
        "将所选指标按国家、地区、网络、SDK、系统、设备分组：六次请求",
    ),
    "standout.product": _key("product", "产品", "Break down the other product", "对另一产品分组"),
    "channels.product": _key(
        "product", "产品", "Show Native, WebRTC, or both together", "显示 Native、WebRTC，或两者合计"
    ),
    "channels.next_metric": _key(
        "metric", "指标", "Choose the next metric for the breakdown", "选择下一个用于分组对比的指标"
    ),
    "alarms.acknowledge": _key(
        "acknowledge",
        "确认",
        "Acknowledge the alarm: you have seen it, and all colleagues are shown so",
        "确认告警：表示你已知悉，所有同事都会看到",
    ),
    "alarms.silence": _key(
        "silence",
        "静默",
        "Tell nobody of the rule's alarms for an hour; again: end that silence",
        "一小时内不通知该规则的告警；再按一次结束静默",
    ),
    "alarms.panel": _key("rules", "规则", "Go to the rules, or back to the alarms", "转到规则，或回到告警"),
    "alarms.maximise": _key(
        "maximise", "最大化", "Give this panel the whole screen, and back", "本面板占满屏幕，再按恢复"
    ),
    # live
    "live.earlier": _key("moment", "时刻", "Move the moment cursor one step earlier", "时刻光标前移一步"),
    "live.later": _key("later", "更晚", "Move the moment cursor one step later", "时刻光标后移一步"),
    "live.much_earlier": _key(
        "earlier ×10", "更早 ×10", "Move the moment cursor ten steps earlier", "时刻光标前移十步"
    ),
    "live.much_later": _key("later ×10", "更晚 ×10", "Move the moment cursor ten steps later", "时刻光标后移十步"),
    "live.zoom_in": _key("zoom", "缩放", "Show a shorter period", "显示更短的时间"),
    "live.zoom_out": _key("zoom out", "缩小", "Show a longer period, from the store", "显示更长的时间（取自本地存储）"),
    "live.zoom_reset": _key("last hour", "最近一小时", "Show the last hour again", "恢复显示最近一小时"),
    "live.panel": _key(
        "worst",
        "最差",
        "Go to the worst channels, causes and calls of the last minutes, or back to the metrics",
        "转到最近几分钟受影响最多的频道、根因和通话，或回到指标",
    ),
    "live.product": _key(
        "product",
        "产品",
        "Show Native and WebRTC together, or one of them (edition today)",
        "合并显示 Native 与 WebRTC，或只看其中之一（today 版）",
    ),
    "live.maximise": _key("maximise", "最大化", "Give the charts the whole screen, and back", "图表占满屏幕，再按恢复"),
    "live.next_bad": _key("next bad", "下一异常", "Jump to the start of the next bad spell", "跳到下一段异常的开始"),
    "live.previous_bad": _key(
        "previous bad",
        "上一异常",
        "Jump to the start of this or of the previous bad spell",
        "跳到本段或上一段异常的开始",
    ),
    # usage
    "usage.previous_metric": _key("metric", "指标", "Draw the bars of the previous metric", "条形图改画上一个指标"),
    "usage.next_metric": _key("next metric", "下一指标", "Draw the bars of the next metric", "条形图改画下一个指标"),
    "usage.step": _key("days/hours", "天/小时", "Turn to hours, or back to days", "转到按小时，或回到按天"),
    "usage.zoom_in": _key("days", "天数", "Show fewer days", "显示更少的天数"),
    "usage.zoom_out": _key("more days", "更多天", "Show more days, from the store", "显示更多的天数（取自本地存储）"),
    "usage.zoom_reset": _key("28 days", "28 天", "Show the last 28 days again", "恢复显示最近 28 天"),
    "usage.maximise": _key("maximise", "最大化", "Give the days the whole screen, and back", "日期占满屏幕，再按恢复"),
    # channels
    "channels.add": _key("add", "添加", "Watch another big channel", "关注另一个大频道"),
    "channels.remove": _key("remove", "移除", "Stop watching this channel", "不再关注该频道"),
    "channels.move_down": _key("move down", "下移", "Move the channel one place down", "将频道下移一位"),
    "channels.move_up": _key("move up", "上移", "Move the channel one place up", "将频道上移一位"),
    "channels.other_list": _key(
        "counts",
        "总数",
        "Go to the counts over all big channels, or back to the list",
        "转到所有大频道的总数，或回到列表",
    ),
    # calls
    "calls.search": _key(
        "search",
        "搜索",
        "Go to the search line: a period and a channel",
        "转到搜索栏：时间范围与频道",
    ),
    "calls.next": _key("next field", "下一栏", "Go to the next field of the search line", "转到搜索栏的下一栏"),
    "calls.more": _key(
        "further back", "再往前", "Look further back for the calls of that moment", "往更早的时间查找该时刻的通话"
    ),
    "calls.less": _key(
        "how far back", "往前多久", "Look less far back for the calls of that moment", "缩短往前查找的时间"
    ),
    "calls.usual": _key(
        "6 h back", "往前 6 小时", "Look six hours back for the calls of that moment", "往前查找 6 小时的通话"
    ),
    "calls.worst": _key(
        "worst calls",
        "最差的通话",
        "Put the worst calls of the period first, by the higher of their freeze rates",
        "按较高的卡顿率把该时段最差的通话排在最前",
    ),
    "calls.at": _key("calls", "通话", "Go to the calls running at this moment", "转到该时刻进行中的通话"),
    "channels.charts": _key(
        "charts",
        "图表",
        "Give the charts of this channel, or of this count, the whole screen, and back",
        "该频道（或该总数）的图表占满屏幕，再按恢复",
    ),
    # a call
    "call.matrix": _key(
        "matrix", "矩阵", "Show senders against receivers, or the sessions again", "显示收发双方的矩阵，或恢复会话列表"
    ),
    "call.timeline": _key(
        "timeline", "时间线", "Show the derived timeline, or the sessions again", "显示推导的时间线，或恢复会话列表"
    ),
    "call.kind": _key(
        "another matrix",
        "换矩阵",
        "Fill the matrix with loss, video freeze or audio freeze",
        "矩阵依次显示丢包率、视频卡顿、音频卡顿",
    ),
    "call.maximise": _key(
        "maximise",
        "最大化",
        "Give the panel with the keys the whole screen, and back",
        "当前面板占满屏幕，再按恢复",
    ),
    "call.servers": _key(
        "Linux users", "Linux 用户", "With or without Linux (server) users", "包含或不含 Linux（服务端）用户"
    ),
    # a session and its pairs
    "session.zoom_in": _key("zoom", "缩放", "Show a shorter period around the moment", "显示时刻前后更短的时间"),
    "session.zoom_out": _key("zoom out", "缩小", "Show a longer period", "显示更长的时间"),
    "session.zoom_reset": _key("whole", "整个会话", "Show the whole session again", "恢复显示整个会话"),
    "session.next_bad": _key(
        "next bad",
        "下一异常",
        "Jump to the start of the next bad spell of any metric",
        "跳到任一指标下一段异常的开始",
    ),
    "session.previous_bad": _key(
        "previous bad",
        "上一异常",
        "Jump to the start of the previous bad spell of any metric",
        "跳到任一指标上一段异常的开始",
    ),
    "session.pair": _key(
        "pair", "收发对照", "Put sender and receiver side by side; choose the peer", "发送端与接收端并列对照；选择对端"
    ),
    "session.swap": _key("swap", "互换", "Swap sender and receiver", "互换发送与接收双方"),
    # the clock of a replay
    "replay.pause": _key("pause", "暂停", "Pause the replay, or go on", "暂停或继续回放"),
    "replay.slower": _key("slower", "放慢", "Replay slower", "放慢回放"),
    "replay.faster": _key("faster", "加快", "Replay faster", "加快回放"),
    "replay.back": _key("1 m back", "退 1 分", "One minute back", "后退一分钟"),
    "replay.ahead": _key("1 m ahead", "进 1 分", "One minute ahead", "前进一分钟"),
    "replay.previous": _key(
        "previous event", "上一事件", "To the previous alarm, note or onset", "转到上一个告警、备注或异常开始"
    ),
    "replay.next": _key("next event", "下一事件", "To the next alarm, note or onset", "转到下一个告警、备注或异常开始"),
    "replay.go": _key("go to", "转到", "Go to a typed time", "转到输入的时刻"),
    # setting up a project
    "setup.next": _key("next field", "下一栏", "Go to the next field", "转到下一栏"),
    "setup.previous": _key("previous field", "上一栏", "Go to the previous field", "转到上一栏"),
    "setup.enter": _key("next field", "下一栏", "Go to the next field; press the button", "转到下一栏；按下按钮"),
    "setup.test": _key(
        "test",
        "测试",
        "Send one request with these values and show the server's answer",
        "用所填内容发送一次请求并说明结果",
    ),
    "setup.save": _key("save", "保存", "Save the project to the config file and open it", "将项目保存到配置文件并打开"),
    "setup.leave": _key("leave", "离开", "Leave; nothing is saved", "离开，不保存任何内容"),
    # reports
    "report.send": _key("send", "发送", "Send the report exactly as shown", "按所示内容发送报告"),
    "report.close": _key("close", "关闭", "Close the form; the draft is saved", "关闭表单；草稿会保存"),
    "report.next": _key("next field", "下一栏", "Go to the next field", "转到下一栏"),
    "report.previous": _key("previous field", "上一栏", "Go to the previous field", "转到上一栏"),
    "report.up": _key("up", "上", "Go to the field above", "转到上一栏"),
    "report.down": _key("down", "下", "Go to the field below", "转到下一栏"),
    "report.notes": _key(
        "add notes",
        "填入备注",
        "Add the notes about this channel and time to the comments",
        "将此频道和时间的备注填入备注栏",
    ),
    "report.done": _key(
        "next field", "下一栏", "Go to the next field; close a sent report", "转到下一栏；已发送时关闭"
    ),
    "report.undo": _key("undo", "撤销", "Undo the last input into the comments", "撤销备注中的输入"),
    "ticket.copy": _key("copy", "复制", "Copy the ticket as Markdown", "将工单复制为 Markdown"),
    "ticket.save": _key("save", "存为文件", "Save the ticket to a Markdown file", "将工单存为 Markdown 文件"),
    "reports.discard": _key("discard", "丢弃", "Discard a report that was not sent", "丢弃未发送的报告"),
    "choice.previous": _key("choose", "选择", "Choose the one before", "选择上一项"),
    "choice.next": _key("choose", "选择", "Choose the next one", "选择下一项"),
    # quota
    "quota.panel": _key(
        "log", "日志", "Go to the log of requests, or back to the endpoints", "转到请求日志，或回到接入点"
    ),
    "quota.maximise": _key(
        "maximise", "最大化", "Give this list the whole screen, and back", "本列表占满屏幕，再按恢复"
    ),
}
