"""The edition of the reference: its endpoints with their limits, and its wire."""

from tui.agora.editions.reference_2020.endpoints import EDITION

__all__ = ["EDITION"]
