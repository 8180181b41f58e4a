"""Advice on a diagnosis: the meaning of an experience or a root cause, the checks, and the party that must act.

Grounded in the reference's tables and in the order in which the vendor's manual checks a bad stream: did the sender
stop sending, the sender's network, did the receiver stop receiving, the receiver's network, the CPU on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.text import Phrase

# The party that must act; `{who}` is the user at fault.
NETWORK = Phrase("{who}: the network on that side", "{who}：其所在的网络")
DEVICE = Phrase("{who}: the device", "{who}：其使用的设备")
USER = Phrase("{who}: the user", "{who}：其本人的操作")
APP = Phrase("the app: its developers", "应用：开发者")
ADMIN = Phrase("the app: the administrator of the channel", "应用：频道的管理者")
NAMED = Phrase("the user named by the root causes", "根因所指的用户")
VENDOR = Phrase("the vendor: report it", "服务商：请提交报告")


class Advice(Struct, frozen=True):
    means: Phrase
    check: Phrase
    act: Phrase


_VIDEO, _AUDIO = Phrase("video", "视频"), Phrase("audio", "音频")
_LOSS, _LATENCY, _JITTER = (
    Phrase("packets are lost", "有数据包丢失"),
    Phrase("packets arrive late", "数据包到达过晚"),
    Phrase("packets arrive unevenly", "数据包到达间隔不均"),
)


def _upstream(stream: Phrase, fault: Phrase) -> Advice:
    """Between the sender and the service: every receiver of this sender suffers."""
    return Advice(
        Phrase(
            f"The {stream.en} is bad before it reaches the service: {fault.en} on the sender's own link. Every "
            "receiver of this sender suffers.",
            f"{stream.zh}在到达服务端之前就已受损：发送端上行链路{fault.zh}，接收该用户的所有人都会受影响。",
        ),
        Phrase(
            f"Do others freeze with the same host? The sender's upstream {stream.en} loss and round trip to the "
            "router: both high means the Wi-Fi or the router, a low round trip means the line behind it.",
            f"是否有其他人的根因也指向该用户？查看发送端的{stream.zh}上行丢包率和到本地路由器的往返时延："
            "两者都高说明问题在 Wi-Fi 或路由器，往返时延低则问题在其后的线路。",
        ),
        NETWORK,
    )


def _downstream(stream: Phrase, fault: Phrase) -> Advice:
    """Between the service and the receiver: this receiver alone suffers."""
    return Advice(
        Phrase(
            f"The {stream.en} is bad on its way from the service to the receiver: {fault.en} there.",
            f"{stream.zh}在从服务端到接收端的途中受损：{fault.zh}。",
        ),
        Phrase(
            f"Is the end-to-end {stream.en} loss high while the sender's upstream loss is low? Then this link is bad. "
            "If both are high, or several users name one host, look at the sender first.",
            f"是否{stream.zh}端到端丢包率高而发送端的上行丢包率低？若是，问题在这段链路。"
            "若两者都高，或多个用户的根因指向同一用户，请先查发送端。",
        ),
        NETWORK,
    )


def _stopped_sending(stream: Phrase) -> Advice:
    return Advice(
        Phrase(
            f"The sender switched its local {stream.en} stream off: the receivers had nothing to play.",
            f"发送端停止发送本地{stream.zh}流，接收端因此没有内容可播放。",
        ),
        Phrase(
            f"Does the {stream.en} send bitrate fall to 0 at that moment? Was that intended: muted, in the background, "
            "a phone call?",
            f"该时刻的{stream.zh}发送码率是否降为 0？是否有意为之：静音、切到后台、来电？",
        ),
        USER,
    )


def _module_off(stream: Phrase) -> Advice:
    return Advice(
        Phrase(f"The {stream.en} module of the SDK was disabled.", f"SDK 的{stream.zh}模块被关闭。"),
        Phrase(
            "Did the user switch the module off in the app, or did the app, such as on a change of role?",
            "是用户在应用内关闭，还是应用自行关闭（例如切换角色时）？",
        ),
        USER,
    )


def _stopped_receiving(stream: Phrase) -> Advice:
    return Advice(
        Phrase(
            f"The remote user stopped receiving this user's {stream.en}: a choice, not a fault of the network.",
            f"远端用户停止接收本地用户的{stream.zh}流：这是操作所致，并非网络故障。",
        ),
        Phrase(
            f"Does the {stream.en} receive bitrate fall to 0 while the sender goes on sending?",
            f"发送端仍在发送时，接收端的{stream.zh}接收码率是否降为 0？",
        ),
        USER,
    )


def _join_failed(en: str, zh: str, check_en: str, check_zh: str, who: Phrase = APP) -> Advice:
    return Advice(Phrase(f"The join was refused: {en}.", f"加入频道被拒绝：{zh}。"), Phrase(check_en, check_zh), who)


def _reconnect(en: str, zh: str, check_en: str, check_zh: str, who: Phrase) -> Advice:
    return Advice(
        Phrase(f"The client reconnected in the middle of the call: {en}.", f"通话中触发了网络重连：{zh}。"),
        Phrase(check_en, check_zh),
        who,
    )


FACTOR_ADVICE: Mapping[int, Advice] = {
    1: Advice(
        Phrase(
            "Two clients joined with one user id; each join throws the other out.",
            "两个客户端以相同的用户 ID 加入频道，互相踢出。",
        ),
        Phrase(
            "Is the user signed in on two devices? Does the app give one id to several people?",
            "该用户是否在两台设备上登录？应用是否把同一 ID 分配给了多人？",
        ),
        APP,
    ),
    2: Advice(
        Phrase("An administrator removed the user.", "管理员将该用户踢出频道。"),
        Phrase("Was that intended? Ask the moderator of the channel.", "是否有意为之？请询问频道的管理者。"),
        ADMIN,
    ),
    3: Advice(
        Phrase("The connection to the service failed.", "与服务端的连接异常。"),
        Phrase(
            "Does the network let the SDK through: firewall, proxy, UDP? Do others on the same network fail too?",
            "网络是否放行 SDK：防火墙、代理、UDP？同一网络内的其他用户是否也异常？",
        ),
        NETWORK,
    ),
    8: _downstream(_VIDEO, _LATENCY),
    9: _downstream(_AUDIO, _LATENCY),
    10: Advice(
        Phrase(
            "The device was too busy to encode, decode or draw in time; the network may be sound.",
            "设备过于繁忙，来不及编码、解码或渲染；网络可能正常。",
        ),
        Phrase(
            "Compare system CPU with the app's CPU: does another program use it? Capture and send rate fall first.",
            "对比系统 CPU 使用率与 App 的 CPU 使用率：是否为其他程序占用？采集帧率和发送帧率会先下降。",
        ),
        DEVICE,
    ),
    11: Advice(
        Phrase(
            "The device could not serve the call: camera, microphone or speaker were in use, or its tasks came late.",
            "设备繁忙，无法及时处理通话：摄像头、麦克风或扬声器被占用，或任务调度过慢。",
        ),
        Phrase(
            "Does another program hold the camera or microphone? Is the SDK task delay above 80 ms?",
            "是否有其他程序占用摄像头或麦克风？SDK 任务调度延迟是否超过 80 ms？",
        ),
        DEVICE,
    ),
    12: _stopped_sending(_AUDIO),
    13: _stopped_sending(_VIDEO),
    14: _module_off(_AUDIO),
    15: _module_off(_VIDEO),
    16: _stopped_receiving(_AUDIO),
    17: _stopped_receiving(_VIDEO),
    21: _upstream(_VIDEO, _LOSS),
    22: _upstream(_AUDIO, _LOSS),
    23: _downstream(_VIDEO, _LOSS),
    24: _downstream(_AUDIO, _LOSS),
    25: Advice(
        Phrase("The integration of the SDK in Electron causes this.", "由 SDK 在 Electron 中的集成方式引起。"),
        Phrase(
            "Do all affected users use the desktop client? Compare the versions of Electron and SDK.",
            "受影响的用户是否都使用桌面端？请对比 Electron 与 SDK 的版本。",
        ),
        APP,
    ),
    29: Advice(
        Phrase("The Wi-Fi, or the phone's hotspot, is weak.", "Wi-Fi 或手机热点的信号弱。"),
        Phrase(
            "Round trip to the router above 500 ms, loss in both directions? Move nearer to the router, use 5 GHz or a "
            "cable.",
            "到本地路由器的往返时延是否超过 500 ms、上下行是否都丢包？请靠近路由器、改用 5 GHz 或有线网络。",
        ),
        NETWORK,
    ),
    30: Advice(
        Phrase("The user was kicked out of the channel.", "用户被踢出频道。"),
        Phrase(
            "By the app's server, by a rule, or by a second join with the same id?",
            "是被应用服务端、被规则，还是被相同 ID 的再次加入踢出？",
        ),
        ADMIN,
    ),
    31: _join_failed(
        "the App ID is not valid", "App ID 无效", "Which App ID does this build carry?", "该版本的应用使用哪个 App ID？"
    ),
    32: _join_failed(
        "the channel name is not valid",
        "频道名称无效",
        "Its length (64 bytes at most) and its characters; an empty name?",
        "检查长度（最多 64 字节）与字符；是否为空？",
    ),
    33: _join_failed(
        "the token is not valid",
        "Token 无效",
        "Was the token made for this App ID, channel and user id, with the right certificate?",
        "Token 是否用正确的证书为该 App ID、频道和用户 ID 生成？",
    ),
    34: _join_failed(
        "the token has expired",
        "Token 过期",
        "How long are tokens valid, and is the clock of the token server right?",
        "Token 的有效期多长？Token 服务器的时钟是否准确？",
    ),
    35: _join_failed(
        "the user is blocked",
        "用户被拦截",
        "Is the user, the address or the channel on the block list?",
        "该用户、IP 或频道是否在封禁名单中？",
        ADMIN,
    ),
    36: Advice(
        Phrase("The join was not answered in time.", "加入频道超时。"),
        Phrase(
            "One user: their network, proxy or DNS. Many at once: the join success on Live, then the vendor.",
            "单个用户：检查其网络、代理或 DNS。多人同时出现：查看实时页的加入成功率，再联系服务商。",
        ),
        NETWORK,
    ),
    37: _reconnect(
        "the network was interrupted",
        "网络中断",
        "A hole in all of the user's curves: Wi-Fi left, mobile network changed, laptop closed?",
        "该用户的所有曲线是否同时中断：离开 Wi-Fi、切换移动网络、合上电脑？",
        NETWORK,
    ),
    38: _reconnect(
        "a proxy was set",
        "设置代理",
        "Was the proxy intended? Does it let UDP through?",
        "是否有意设置代理？代理是否放行 UDP？",
        APP,
    ),
    39: _reconnect(
        "the token was renewed",
        "Token 更新",
        "Expected once in a token's life; often means that tokens live too short.",
        "Token 每个有效期内出现一次属正常；频繁出现说明有效期过短。",
        APP,
    ),
    40: _reconnect(
        "the user's IP address changed",
        "用户 IP 变更",
        "A change between Wi-Fi and mobile network, or a VPN switched on or off?",
        "是否在 Wi-Fi 与移动网络之间切换，或开关了 VPN？",
        NETWORK,
    ),
    41: _reconnect(
        "the connection had timed out",
        "连接网络超时",
        "The user's loss and round trip just before. Many users at once: report it to the vendor.",
        "查看此前该用户的丢包率与往返时延。若多人同时出现，请报告服务商。",
        NETWORK,
    ),
    42: _upstream(_VIDEO, _LATENCY),
    43: _upstream(_AUDIO, _LATENCY),
    44: _upstream(_VIDEO, _JITTER),
    45: _upstream(_AUDIO, _JITTER),
    46: _downstream(_VIDEO, _JITTER),
    47: _downstream(_AUDIO, _JITTER),
}
"""By the ids of 根因 ID 映射表."""

EXPERIENCE_ADVICE: Mapping[int, Advice] = {
    4: Advice(
        Phrase(
            "The user saw the picture stand still; the vendor counts a freeze from 600 ms on.",
            "用户看到的画面停顿；服务商从 600 ms 起计为卡顿。",
        ),
        Phrase(
            "In this order: did the sender stop sending; the sender's upstream loss and round trip; did the receiver "
            "stop receiving; end-to-end loss while upstream is clean; CPU on both sides.",
            "依次检查：发送端是否停止发送；发送端的上行丢包率与往返时延；接收端是否停止接收；"
            "上行正常时的端到端丢包率；两端的 CPU。",
        ),
        NAMED,
    ),
    5: Advice(
        Phrase(
            "The user heard the sound break up; the vendor counts a freeze from 200 ms on.",
            "用户听到的声音断续；服务商从 200 ms 起计为卡顿。",
        ),
        Phrase(
            "In this order: did the sender stop sending; the sender's upstream loss and round trip; did the receiver "
            "stop receiving; end-to-end loss while upstream is clean; CPU on both sides.",
            "依次检查：发送端是否停止发送；发送端的上行丢包率与往返时延；接收端是否停止接收；"
            "上行正常时的端到端丢包率；两端的 CPU。",
        ),
        NAMED,
    ),
    6: Advice(
        Phrase("The user needed more than five seconds to join.", "用户加入频道用时超过 5 秒。"),
        Phrase(
            "Was the token or the App ID refused, is the network behind a proxy, does the user reconnect? Many users "
            "at once: compare Join within 5 s on Live.",
            "Token 或 App ID 是否被拒、网络是否经过代理、是否反复重连？多人同时出现时，对照实时页的 5 秒加入成功率。",
        ),
        NAMED,
    ),
}
"""By the ids of 体验 ID 映射表."""

UNKNOWN_ADVICE = Advice(
    Phrase(
        "The API gave a number that its documentation does not explain.",
        "接口返回了文档中未说明的编号。",
    ),
    Phrase(
        "Look at the user's own curves at that moment, and at the other root causes beside it.",
        "查看该时刻用户自身的曲线，以及同时列出的其他根因。",
    ),
    VENDOR,
)


def factor_advice(factor_id: int) -> Advice:
    return FACTOR_ADVICE.get(factor_id, UNKNOWN_ADVICE)


def experience_advice(exp_id: int) -> Advice:
    return EXPERIENCE_ADVICE.get(exp_id, UNKNOWN_ADVICE)
