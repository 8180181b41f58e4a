"""Collect: decides what to ask next and asks it. The only room that writes what the API said into the store."""
