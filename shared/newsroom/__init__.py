"""What every service of the newsroom, and every downstream consumer, installs.

Owns the contracts (`events`), delivery over Redis streams (`streams`), what a process needs around
its work (`runtime`), the consumer's side (`client`) and the system on one machine (`stack`).
Leaves out: every decision about articles and stories, which belong to the services.
"""
