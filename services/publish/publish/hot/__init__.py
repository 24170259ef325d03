"""Hot answers: what many readers ask for is kept as it goes out, so that a read costs no query.

Owns which addresses' answers may be kept (`places`), what was heard of the live log by topic (`heard`), the
look at the log that each answer from memory is owed (`freshness`), the ASGI application that stands before
the framework's (`front`), and the server's protocol that gives it what needs no task (`uvicorn_front`).
Leaves out what the answers are: they are made by the routes behind it.

An answer is good while the log has no change that its place shows anything of. That is decided by asking
the log itself, after the request came in and before its answer goes out; requests that come together
share one look. So whatever any replica has shown on its stream is never contradicted by an answer that
another one kept, however late its own reader of the log is; and where the log cannot be asked, nothing
is answered from memory.
"""
