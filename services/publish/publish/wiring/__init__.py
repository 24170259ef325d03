"""Parts of the composition root: connections to adapters to use cases, consumers, periodic work, shutdown."""
