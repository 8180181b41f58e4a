"""The metric ids of today's edition, by the names of the metrics: some ids of the 2020 edition moved.

20006 is the low stream's bitrate and 20024 the high stream's. 20013 is gone. 20019 and 20020 are the size of the
picture received from each sender.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.agora.editions.reference_2020.mids import MIDS as MIDS_2020
from tui.domain.records.curve_metrics import CurveMetric as Metric

_GONE = frozenset((Metric.VIDEO_QUALITY, Metric.VIDEO_WIDTH, Metric.VIDEO_HEIGHT))

MIDS: Mapping[Metric, int] = MappingProxyType(
    {metric: mid for metric, mid in MIDS_2020.items() if metric not in _GONE}
    | {
        Metric.VIDEO_SEND_BITRATE: 20024,
        Metric.LOW_SEND_BITRATE: 20006,
        Metric.VIDEO_RECEIVED_WIDTH: 20019,
        Metric.VIDEO_RECEIVED_HEIGHT: 20020,
        Metric.LOW_SEND_RATE: 20023,
        Metric.CAPTURE_VOLUME: 20025,
        Metric.PLAY_VOLUME: 20026,
        Metric.VIDEO_SENT_WIDTH: 20027,
        Metric.VIDEO_SENT_HEIGHT: 20028,
        Metric.LOW_RECEIVE_BITRATE: 20030,
        Metric.LOW_RECEIVE_RATE: 20031,
        Metric.LOW_RECEIVED_WIDTH: 20032,
        Metric.LOW_RECEIVED_HEIGHT: 20033,
        Metric.LOW_SENT_WIDTH: 20034,
        Metric.LOW_SENT_HEIGHT: 20035,
        Metric.WEB_VIDEO_DOWN_LOSS: 20036,
        Metric.WEB_AUDIO_UP_LOSS: 20037,
        Metric.WEB_VIDEO_UP_LOSS: 20038,
        Metric.APP_MEMORY: 20039,
        Metric.SYSTEM_MEMORY: 20040,
    }
)
