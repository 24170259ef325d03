"""Reading in child processes: a document that hurts hurts a worker, which is replaced.

Owns the workers, their limits, and the refusal of what went over them. Leaves out how a format is read: that
is `ingest.formats`, which runs in the workers.
"""
