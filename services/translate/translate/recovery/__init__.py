"""Recovery after a loss of Redis: the graph, the queue and the features, from MongoDB."""
