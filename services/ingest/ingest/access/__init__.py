"""Access: API keys, senders, the rate limit.

Owns who may send in whose name, and how much. Leaves out HTTP.
"""
