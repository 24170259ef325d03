"""Sandbox for subscribers: plays a scripted wire against one, and judges the mirror that it ends with.

The wire is played to a real newsroom: what a subscriber gets is the product's own. `script` and `judge` are
pure; `webhook_relay` and `log_gateway` stand between newsroom and subscriber, and have mishaps happen.
Leaves out the servers, which are `newsroom.stack`'s.
"""
