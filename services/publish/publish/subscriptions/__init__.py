"""Subscriptions: what somebody asked to be sent, and its delivery to web hooks, streams and readers of feeds.

Owns the model of a subscription, its keys and secrets, signatures after Standard Webhooks, the plan and
schedule of deliveries, and the dispatcher that carries them out. Leaves out what may be shown of the log
(`publish.log`), the hub of the feeds (`publish.websub`) and the open live stream (`newsroom.live`).
"""
