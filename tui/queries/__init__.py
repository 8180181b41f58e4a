"""Queries: the questions of several features, of alarms and of exports to the store."""
