"""People: the users of a call, their stays and their machines."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tui.sim.calls import Call
from tui.sim.noise import below, bits, pick, unit

# platform: networks, devices, SDK versions
MACHINES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Android": (
        ("Wi-Fi", "4G", "5G", "3G"),
        ("Android (6.0)", "HUAWEI P30 (Android 10)", "Xiaomi MI 9 (Android 10)", "OPPO R15 (Android 9)"),
        ("2.2.0.07_14", "2.9.1", "3.1.2"),
    ),
    "iOS": (("Wi-Fi", "4G", "5G"), ("iPhone11,8 (14.0)", "iPad Pro (14.0)", "iPhone9,1 (13.7)"), ("3.0.1", "3.1.2")),
    "Windows": (("Wi-Fi", "LAN"), ("Windows 10", "Windows 7"), ("2.9.1", "3.1.2")),
    "macOS": (("Wi-Fi", "LAN"), ("MacBookPro15,1", "iMac19,1"), ("3.0.1", "3.1.2")),
    "Web": (("Wi-Fi", "LAN", "UNKNOWN"), ("Chrome 86", "Safari 14", "Edge 86"), ("3.2.3", "4.1.0")),
}
PLATFORMS = ("Android", "Android", "Android", "iOS", "iOS", "Windows", "Windows", "macOS", "Web")

REJOIN_SHARE = 0.1
RECORDER_SHARE = 0.08  # of the calls are recorded by a server, which runs Linux
POOR_SHARE = 0.12  # of the users are on a bad link
SLOW_SHARE = 0.05  # of the users sit at a machine that is too slow
EARLY_SHARE = 0.25  # of the users leave before the end
SETTLE_S = 150  # time until a steady call is complete

# In the incident's class only the teacher's link is at fault; besides, two pupils have slow machines, and one drops out
# for a moment, long before the onset.
SLOW_PUPILS = (2, 5)
REJOINING_PUPIL = 3
REJOINED_S = 300


class Session(NamedTuple):
    """One stay of one user; `leave_ts` as planned, over or not."""

    sid: str
    uid: int
    network: str
    platform: str
    device_type: str
    sdk_version: str
    speaker: bool
    join_ts: int
    leave_ts: int
    poor: bool
    slow: bool


class People:
    """The users of every call; a channel with regulars always meets with the same ones."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, call: Call) -> tuple[Session, ...]:
        """The sessions of a call, newest joiner first, as the reference sorts them."""
        sessions: list[Session] = []
        for index in range(call.users):
            sessions += self._stays(call, index)
        if not call.regulars and unit(f"{call.key}:recorder") < RECORDER_SHARE:
            sessions.append(self._recorder(call))
        return tuple(sorted(sessions, key=lambda session: (-session.join_ts, session.sid)))

    def _stays(self, call: Call, index: int) -> list[Session]:
        who = f"{self._seed}:{call.regulars}:{index}" if call.regulars else f"{call.key}:user:{index}"
        visit = f"{call.key}:visit:{index}"
        join_ts, leave_ts = _stay(call, index, visit)
        first = self._session(call, index, who, visit, join_ts, leave_ts)
        length_s = leave_ts - join_ts
        if call.guilty_uid:
            rejoins = index == REJOINING_PUPIL
        else:
            rejoins = index > 0 and not call.steady and unit(f"{visit}:again") < REJOIN_SHARE
        if not rejoins or length_s < 180:
            return [first]
        cut_ts = join_ts + 60 + below(f"{visit}:cut", REJOINED_S if call.guilty_uid else length_s - 120)
        back_ts = min(cut_ts + 4 + below(f"{visit}:back", 30), leave_ts)
        return [
            self._session(call, index, who, visit, join_ts, cut_ts),
            self._session(call, index, who, f"{visit}:again", back_ts, leave_ts),
        ]

    def _session(self, call: Call, index: int, who: str, visit: str, join_ts: int, leave_ts: int) -> Session:
        guilty = call.guilty_uid != 0 and index == 0
        platform = "Windows" if guilty else pick(f"{who}:platform", PLATFORMS)
        networks, devices, versions = MACHINES[platform]
        # If the users are given, their faults are too: none is by chance.
        poor = not call.guilty_uid and not call.uids and unit(f"{who}:poor") < POOR_SHARE
        slow = index in SLOW_PUPILS if call.guilty_uid else not call.uids and unit(f"{who}:slow") < SLOW_SHARE
        uid = call.uids[index] if call.uids else _uid(who)
        return Session(
            sid=_sid(visit),
            uid=call.guilty_uid if guilty else uid,
            network="Wi-Fi" if guilty else pick(f"{who}:network", networks),
            platform=platform,
            device_type=pick(f"{who}:device", devices),
            sdk_version=pick(f"{who}:sdk", versions),
            speaker=index < call.speakers,
            join_ts=join_ts,
            leave_ts=leave_ts,
            poor=poor,
            slow=slow,
        )

    def _recorder(self, call: Call) -> Session:
        key = f"{call.key}:recorder"
        return Session(
            sid=_sid(key),
            uid=_uid(key),
            network="LAN",
            platform="Linux",
            device_type="Linux Server",
            sdk_version="2.9.1",
            speaker=False,
            join_ts=call.created_ts,
            leave_ts=call.destroyed_ts,
            poor=False,
            slow=False,
        )


def _stay(call: Call, index: int, visit: str) -> tuple[int, int]:
    length_s = call.destroyed_ts - call.created_ts
    if index == 0:
        return call.created_ts, call.destroyed_ts
    if call.steady:
        join_s = min(length_s, 10 + below(f"{visit}:join", SETTLE_S))
    else:
        join_s = int(0.6 * length_s * unit(f"{visit}:join") ** 3)
    rest_s = length_s - join_s
    if not call.steady and unit(f"{visit}:early") < EARLY_SHARE:
        rest_s = int(rest_s * (0.2 + 0.7 * unit(f"{visit}:leave")))
    else:
        rest_s -= min(rest_s, below(f"{visit}:leave", 15))
    return call.created_ts + join_s, call.created_ts + join_s + rest_s


def _uid(key: str) -> int:
    """An unsigned 32-bit id, never 0; a third of them have nine digits or fewer, like an app's own numbers."""
    raw = bits(f"{key}:uid")
    return 1 + (raw % 999_999_999 if unit(f"{key}:range") < 0.6 else raw % 4_294_967_294)


def _sid(key: str) -> str:
    return "".join(f"{bits(f'{key}:{part}'):08X}" for part in range(4))
