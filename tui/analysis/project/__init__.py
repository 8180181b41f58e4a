"""The whole project: live metrics, history, diagnoses, usage, channels, reports of problems."""
