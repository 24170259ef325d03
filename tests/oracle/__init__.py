"""Independent oracle: a model of the newsroom that shares no code with it, and random histories under faults.

`model` says what must be shown, `histories` makes what is sent, `driver` sends it, `faults` strikes
meanwhile, `outputs` reads everything that is public, and `comparison` names what differs. `make soak` runs
them by seed.
"""
