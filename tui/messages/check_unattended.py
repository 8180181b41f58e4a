"""Findings of `scry check` about collection without a screen: rules, notifiers, ports, the service."""

from __future__ import annotations

from typing import NamedTuple

from tui.domain.text import Phrase
from tui.messages.check import ALARMS, CALLBACKS, METRICS, NOTIFIER, SERVICE, SHARING
from tui.messages.collect import NO_ALERTS, NO_METRICS, NOT_LISTENING
from tui.messages.finding import GradedPhrase

__all__ = ["NOT_LISTENING"]

RULES_GIVEN = ALARMS.ok("{n:rule|rules}: {names}", "{n} 条规则：{names}")
NO_RULES = ALARMS.ok("no rule is in force for this project", "该项目没有生效的规则")
RULES_DEFAULT = ALARMS.ok(
    "no [[alarms.rules]] in the file: the limits of the live metrics are in force",
    "文件中没有 [[alarms.rules]]：按实时指标的阈值告警",
)
NOBODY_TOLD = NOTIFIER.ok(
    "no [[alarms.notify]] in the file: alarms ring the bell of an open scry, and tell nobody else",
    "文件中没有 [[alarms.notify]]：仅由打开的 scry 响铃，不通知其他人",
)
PROGRAM_THERE = NOTIFIER.ok(
    "{name}: {program} is there; not run (scry alarms test runs it)",
    "{name}：{program} 存在；未执行（scry alarms test 会执行）",
)
PROGRAM_GONE = NOTIFIER.fail("{place}: no such program: {program}", "{place}：没有该程序：{program}")
NO_APPRISE = NOTIFIER.fail(
    "{name}: needs the library apprise; install scry-tui[notify]", "{name}：需要 apprise 库；请安装 scry-tui[notify]"
)
NO_SERVICE = NOTIFIER.fail(
    "{place}: {name}: no URL of a service that Apprise knows; see its documentation",
    "{place}：{name}：不是 Apprise 所支持服务的 URL；请查阅其文档",
)
SERVICE_KNOWN = NOTIFIER.ok(
    "{name}: a {service} URL; its server is not known here, so no connection was tried (scry alarms test sends)",
    "{name}：{service} URL；此处无法得知其服务器，未尝试连接（scry alarms test 会发送）",
)
SERVICE_REACHED = NOTIFIER.ok(
    "{name}: the {service} server takes connections; nothing was sent (scry alarms test sends)",
    "{name}：{service} 服务器可连接；未发送（scry alarms test 会发送）",
)
SERVICE_SILENT = NOTIFIER.warn(
    "{name}: no connection to the {service} server: {why}; check the URL, the network and its proxy",
    "{name}：无法连接 {service} 服务器：{why}；请检查 URL、网络与代理",
)
NO_ANSWER = Phrase("no answer in time", "超时未响应")


class PortPhrases(NamedTuple):
    """A port of `scry collect`."""

    free: GradedPhrase
    taken: GradedPhrase
    no_library: GradedPhrase


_FREE = "{address} is free: no scry collect listens there now", "{address} 空闲：目前没有 scry collect 在此监听"
_TAKEN = (
    "{address}: {error}; right if a scry collect of yours listens there, else choose another address",
    "{address}：{error}；若是自己的 scry collect 正在监听则无碍，否则请换一个地址",
)
METRICS_PORT = PortPhrases(METRICS.ok(*_FREE), METRICS.warn(*_TAKEN), METRICS.fail(*NO_METRICS))
CALLBACK_PORT = PortPhrases(CALLBACKS.ok(*_FREE), CALLBACKS.warn(*_TAKEN), CALLBACKS.fail(*NO_ALERTS))
CALLBACK_SECRET = CALLBACKS.ok("the secret of the URL is there", "已取得 URL 中的密钥")
CALLBACK_URL = CALLBACKS.ok(
    "the vendor posts to {one}; where one collector receives for several projects, to {several}",
    "声网应发送到 {one}；一个采集进程接收多个项目时，发送到 {several}",
)
CALLBACK_SECRET_SHORT = CALLBACKS.warn(
    "the secret of the URL has less than 16 characters: anybody with access to the port can try all; use a longer one",
    "URL 中的密钥不足 16 个字符：能访问该端口的人可以逐一尝试；请换用更长的密钥",
)
SHARED = SHARING.ok(
    "{n:process|processes} asked the API from this store in the last 10 min: {others}",
    "近 10 分钟内有 {n} 个进程通过该存储查询 API：{others}",
)
ALONE = SHARING.ok(
    "no process asked the API from this store in the last 10 min",
    "近 10 分钟内没有进程通过该存储查询 API",
)
UNIT_ACTIVE = SERVICE.ok("{unit} is active", "{unit} 正在运行")
UNIT_STOPPED = SERVICE.warn("{unit} is {state}; run: {command}", "{unit} 状态为 {state}；请执行：{command}")
NO_UNIT = SERVICE.ok(
    "no {unit} here: without an open scry nobody collects, unless scry collect runs otherwise (scry collect"
    " --print-unit prints one)",
    "没有 {unit}：除非以其他方式运行 scry collect，否则未打开 scry 时无人采集（可用 scry collect --print-unit 生成）",
)
NO_SYSTEMD = SERVICE.ok(
    "no systemd here: without an open scry nobody collects, unless scry collect runs otherwise",
    "此处没有 systemd：除非以其他方式运行 scry collect，否则未打开 scry 时无人采集",
)
