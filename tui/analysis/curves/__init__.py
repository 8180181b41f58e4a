"""Curves of a call in slots of time, as the search for a cause reads them."""
