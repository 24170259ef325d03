"""One technology a file: Redis for the graph of links, MongoDB to recover it from."""
