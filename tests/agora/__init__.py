"""The client compared with the reference, with captured samples, and under arbitrary answers of a server."""
