"""Wants of insights: days and hours of the project, one metric of one product in each."""

from __future__ import annotations

from msgspec.structs import replace

from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import TODAY_METRICS
from tui.domain.records import DAY, SeriesName, Want


def usage_of(edition: Edition) -> Endpoint | None:
    """The endpoint of usage by the day and by the hour; None: the plan has none."""
    return next((edition[name] for name in edition.insights if not edition[name].by_product), None)


def usage_wants(edition: Edition, step_s: int, chosen: str) -> tuple[Want, ...]:
    """For a screen: each metric of usage, the chosen one first."""
    endpoint = usage_of(edition)
    if endpoint is None:
        return ()
    wants = (Want(endpoint.name, selection=endpoint.selection(metric, "", step_s)) for metric in endpoint.metrics)
    return tuple(replace(want, rank=0 if want.selection.metric == chosen else 1) for want in wants)


def quality_wants(edition: Edition, metric: str, step_s: int, *, attended: bool = True) -> tuple[Want, ...]:
    """One metric of quality, of each product that has it; () for a metric without insights."""
    found = (edition[name] for name in edition.insights if edition[name].by_product)
    return tuple(
        Want(endpoint.name, attended=attended, selection=endpoint.selection(metric, product, step_s), rank=0)
        for endpoint in found
        if metric in endpoint.metrics
        for product in TODAY_METRICS[metric].products
    )


def insight_wants(edition: Edition) -> tuple[Want, ...]:
    """The background: every metric by the day, once a day each."""
    usage = usage_wants(edition, DAY, "")
    metrics = [metric for name in edition.insights if edition[name].by_product for metric in edition[name].metrics]
    quality = [want for metric in metrics for want in quality_wants(edition, metric, DAY)]
    return tuple(replace(want, attended=False, rank=2) for want in (*usage, *quality))


def name_of(edition: Edition, want: Want) -> SeriesName:
    """The series that a want of insights fills."""
    return edition[want.endpoint].name_of(want.selection)
