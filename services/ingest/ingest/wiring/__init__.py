"""The composition root's parts: connections to adapters to use cases, sources, tasks, shutdown."""
