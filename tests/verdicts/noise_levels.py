"""How rough an ordinary call is: three levels."""

from __future__ import annotations

from msgspec import Struct


class Noise(Struct, frozen=True):
    """Chances are per sample. `loss` is the mean loss of a network at rest in percent, `freezes` how many ordinary
    freezes of 600 to 1,100 ms a stream has in a minute, `missing` the share of points that never come."""

    name: str
    loss: float
    loss_spikes: float
    cpu_spikes: float
    rtt_spikes: float
    freezes: float
    missing: float


QUIET = Noise("quiet", loss=0.1, loss_spikes=0.0, cpu_spikes=0.0, rtt_spikes=0.0, freezes=0.0, missing=0.0)
ORDINARY = Noise("ordinary", loss=0.4, loss_spikes=0.012, cpu_spikes=0.004, rtt_spikes=0.004, freezes=0.2, missing=0.01)
ROUGH = Noise("rough", loss=0.9, loss_spikes=0.03, cpu_spikes=0.01, rtt_spikes=0.01, freezes=0.5, missing=0.03)

LEVELS = (QUIET, ORDINARY, ROUGH)
