"""The names of a session's curves, the same in every edition; each edition says which of its ids tells which metric.

The numbers stand in the store: those of the 2020 edition for its metrics, numbers beyond all ids for the others.
"""

from __future__ import annotations

from enum import IntEnum


class CurveMetric(IntEnum):
    """One metric of a session. Of a video sent in two streams, VIDEO_… is the high one and LOW_… the low one.

    WEB_…_LOSS is the share of the packets lost on the wire, as browsers count it; every other loss is the share that is
    still missing after retransmission. The two are not compared.
    """

    APP_CPU = 20001
    SYSTEM_CPU = 20002
    AUDIO_SEND_BITRATE = 20003
    AUDIO_RECEIVE_BITRATE = 20004
    AUDIO_FREEZE = 20005
    VIDEO_SEND_BITRATE = 20006
    VIDEO_CAPTURE_RATE = 20007
    VIDEO_SEND_RATE = 20008
    VIDEO_RECEIVE_BITRATE = 20009
    VIDEO_RECEIVE_RATE = 20010
    VIDEO_FREEZE = 20011
    VIDEO_QUALITY = 20013
    AUDIO_UPSTREAM_LOSS = 20015
    AUDIO_END_TO_END_LOSS = 20016
    VIDEO_UPSTREAM_LOSS = 20017
    VIDEO_END_TO_END_LOSS = 20018
    VIDEO_WIDTH = 20019
    VIDEO_HEIGHT = 20020
    TASK_DELAY = 20021
    ROUTER_RTT = 20022
    LOW_SEND_BITRATE = 1_000_006
    VIDEO_RECEIVED_WIDTH = 1_000_019
    VIDEO_RECEIVED_HEIGHT = 1_000_020
    LOW_SEND_RATE = 1_000_023
    CAPTURE_VOLUME = 1_000_025
    PLAY_VOLUME = 1_000_026
    VIDEO_SENT_WIDTH = 1_000_027
    VIDEO_SENT_HEIGHT = 1_000_028
    LOW_RECEIVE_BITRATE = 1_000_030
    LOW_RECEIVE_RATE = 1_000_031
    LOW_RECEIVED_WIDTH = 1_000_032
    LOW_RECEIVED_HEIGHT = 1_000_033
    LOW_SENT_WIDTH = 1_000_034
    LOW_SENT_HEIGHT = 1_000_035
    WEB_VIDEO_DOWN_LOSS = 1_000_036
    WEB_AUDIO_UP_LOSS = 1_000_037
    WEB_VIDEO_UP_LOSS = 1_000_038
    APP_MEMORY = 1_000_039
    SYSTEM_MEMORY = 1_000_040

    @property
    def key(self) -> str:
        """The name in config and exports: `video_send_bitrate`."""
        return self.name.lower()


NUMBERS = frozenset(map(int, CurveMetric))
OWN_NUMBERS = frozenset(number for number in NUMBERS if number > 1_000_000)
"""Those that are no ids of the 2020 edition."""


def unlisted(mid: int) -> int:
    """The number of an id that its edition does not list: the id itself, or its negative where a metric has that
    number."""
    return -mid if mid in NUMBERS else mid
