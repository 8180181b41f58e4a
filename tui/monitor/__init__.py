"""Monitor: judges the metrics and feeds beside the collector, with or without a screen, and tells subscribers."""
