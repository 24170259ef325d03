"""The HTTP edge that all services share: problems, health, metrics, keys, serving."""
