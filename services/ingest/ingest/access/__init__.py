"""Access: API keys, senders, the rate limit.

Owns the right to send in a source's name, and how much. Leaves out HTTP.
"""
