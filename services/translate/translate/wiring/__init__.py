"""The composition root's parts: connections to adapters to use cases, consumers, tasks, shutdown."""
