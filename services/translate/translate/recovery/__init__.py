"""Recovery after a loss of Redis: the graph, suggestions, pauses, the board and the features, from MongoDB.

Owns putting translate's state back. Leaves out when that is due, which the library's `EpochGuard` decides.
"""
