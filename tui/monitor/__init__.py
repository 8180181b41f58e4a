"""Monitor: what rings and titles, beside the collector, whether or not a screen is looked at."""
