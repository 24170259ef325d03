"""Operations: what an operator sees of a running newsroom, and what is wrong with it.

Owns the survey of services and stores (`newsroom status`), one subject's way through them (`newsroom trace`),
and the verdicts on configuration (`newsroom doctor`). Reads alone: nothing here changes a store. Leaves out
the commands' options and their printing.
"""
