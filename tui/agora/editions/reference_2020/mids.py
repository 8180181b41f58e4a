"""The metric ids of the 2020 edition (指标 ID 表), by the names of the metrics."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui.domain.records.curve_metrics import OWN_NUMBERS, CurveMetric

# The numbers of these metrics in the store are these ids.
MIDS: Mapping[CurveMetric, int] = MappingProxyType(
    {metric: int(metric) for metric in CurveMetric if metric not in OWN_NUMBERS}
)
