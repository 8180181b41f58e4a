"""Store: the data that was fetched and the requests that were spent, shared by any number of `scry`."""
