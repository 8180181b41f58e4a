"""The collector: plans the next request, sends it and stores the answer. No other room writes answers of the API."""
