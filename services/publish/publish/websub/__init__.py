"""Hub of the feeds after WebSub: who asks to be sent a feed, the check that they want it, and its pings.

Owns the hub's form, intents and leases. Leaves out the feeds' documents (`publish.feeds`) and the dispatcher
that makes attempts (`publish.subscriptions`).
"""
