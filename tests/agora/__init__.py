"""The client against the reference, the captured samples, and whatever else a server may answer."""
