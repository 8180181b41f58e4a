"""Alarms, deliveries and alerts made up for tests of views and screens."""

from __future__ import annotations

from msgspec.structs import replace

from tests.worlds import NOW_TS
from tui.domain.records import (
    AlarmEvent,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    Judgement,
    KeptAlarm,
    Reply,
    RuleKind,
    Severity,
    Stand,
    VendorAlert,
)
from tui.store.api import Store

T = int(NOW_TS) // 60 * 60
# Since 07:39, fired 07:42:20.
FREEZE = KeptAlarm(
    1,
    "freeze",
    "",
    RuleKind.METRIC,
    "videoFreezeRate",
    Severity.CRITICAL,
    AlarmState.FIRING,
    T - 1020,
    T - 180,
    6.52,
    T - 600,
    8.14,
    5.0,
    True,
    T - 900.0,
    fired_ts=T - 820.0,
)
MANY = replace(
    FREEZE,
    alarm_id=2,
    rule="many",
    channel="数学-3班",
    kind=RuleKind.DIAGNOSES,
    metric="",
    severity=Severity.WARNING,
    since_ts=T - 600,
    value=12.0,
    worst=15.0,
)
PENDING = replace(FREEZE, alarm_id=3, rule="soon", state=AlarmState.PENDING, since_ts=T - 240, fired_ts=None)
OVER = replace(
    FREEZE,
    alarm_id=4,
    rule="old",
    state=AlarmState.OVER,
    severity=Severity.INFO,
    since_ts=T - 7200,
    over_ts=T - 6000.0,
    beyond_until_ts=T - 6300,
)
DROPPED = replace(OVER, alarm_id=5, rule="gone", since_ts=T - 20_000, beyond_until_ts=None, is_dropped=True)
SEEN = replace(
    FREEZE,
    alarm_id=6,
    rule="seen",
    state=AlarmState.ACKNOWLEDGED,
    acknowledged_ts=T - 700.0,
    acknowledged_by="li@box-7",
)
ALERT = VendorAlert(
    "k1",
    T - 1795.0,
    T - 1800,
    "Audio freeze rate over 5 % in 数学-3班",
    "数学-3班 音频卡顿率超过 5 %",
    channel="数学-3班",
    uid="44361248",
    call_id="c0ffee",
    users=12,
)
SENT = Delivery(7, 1, "ops.sh", AlarmEvent.FIRING, 0, DeliveryState.SENT, T - 819.0, "x:1", settled_ts=T - 818.0)
FAILED = replace(
    SENT,
    delivery_id=8,
    notifier="wecom",
    state=DeliveryState.FAILED,
    attempts=3,
    next_ts=T + 60.0,
    detail="exit status 2: 44361248 \x1b[2J [/]",
)
RULE = AlarmRule("freeze", RuleKind.METRIC, 5.0, 4.5, True, "videoFreezeRate", for_slots=3, of_slots=5, clear_slots=3)


async def keep(store: Store, *alarms: KeptAlarm, alerts: tuple[VendorAlert, ...] = ()) -> None:
    """In the store, one rule each."""
    for alarm in alarms:
        await _judge(
            store, Judgement(Stand(alarm.rule, alarm.channel, checked_ts=NOW_TS), (replace(alarm, alarm_id=0),))
        )
    await store.write(lambda changes: changes.put_alerts(alerts))


async def _judge(store: Store, judgement: Judgement) -> None:
    assert not await store.write(lambda changes: changes.judge([judgement]))


async def tell(store: Store, alarm_id: int, notifier: str, reply: Reply, *, next_ts: float | None = None) -> None:
    claimed = await store.write(
        lambda changes: changes.claim_delivery(alarm_id, notifier, AlarmEvent.FIRING, now_ts=T - 819.0, by="x:1")
    )
    assert claimed is not None
    await store.write(
        lambda changes: changes.settle_delivery(claimed.delivery_id, reply, now_ts=T - 818.0, next_ts=next_ts)
    )
