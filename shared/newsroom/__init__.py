"""The library of the newsroom: every service, and every downstream consumer, installs it.

Owns the contracts (`events`), the stores' connections (`stores`), delivery over Redis streams (`streams`),
the edges that services share (`http`, `pages`, `live`), the needs of a process (`runtime`), the outsider's
side (`client`) and the system on one machine (`stack`). Leaves out every decision about articles and
stories: these belong to the services.
"""
