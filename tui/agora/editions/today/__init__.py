"""The edition that answers today: its endpoints with the limits of each plan, its hosts, and its wire."""

from tui.agora.editions.today.endpoints import edition_of
from tui.agora.editions.today.plans import PLANS, REGION_PLANS

__all__ = ["PLANS", "REGION_PLANS", "edition_of"]
