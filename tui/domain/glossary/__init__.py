"""Glossary: the meaning of the API's codes, in English and Chinese, and the limits beyond which a value is abnormal.

The Chinese words are the reference's own; the English ones are the field's standard terms.
"""

from tui.domain.glossary.codes import (
    EXPERIENCES,
    FACTORS,
    REPORT_TYPES,
    STATUS_CODES,
    Factor,
    experience,
    factor,
    factor_term,
)
from tui.domain.glossary.levels import level, thresholds_with
from tui.domain.glossary.metrics import (
    BIG_CHANNEL_METRICS,
    GROUPS,
    LIVE_METRICS,
    NAMED_METRICS,
    NATIVE,
    PRODUCTS,
    TODAY_METRICS,
    USAGE_METRICS,
    USERS,
    WEBRTC,
    Metric,
)
from tui.domain.glossary.mids import CURVE_METRICS, MIDS, Mid, mid

__all__ = [
    "BIG_CHANNEL_METRICS",
    "CURVE_METRICS",
    "EXPERIENCES",
    "FACTORS",
    "GROUPS",
    "LIVE_METRICS",
    "MIDS",
    "NAMED_METRICS",
    "NATIVE",
    "PRODUCTS",
    "REPORT_TYPES",
    "STATUS_CODES",
    "TODAY_METRICS",
    "USAGE_METRICS",
    "USERS",
    "WEBRTC",
    "Factor",
    "Metric",
    "Mid",
    "experience",
    "factor",
    "factor_term",
    "level",
    "mid",
    "thresholds_with",
]
