"""Hot answers: responses that many readers ask for are cached as bytes, so that a read costs no query.

Owns which requests are cacheable (`cacheable`), the invalidation of cached responses by the live log
(`invalidation`), the look at the log's head that each answer from memory is owed (`log_head`), the ASGI
application in front of the framework's (`front`), and the server's protocol that answers from memory without
a task (`uvicorn_protocol`). Leaves out the answers themselves: the routes behind it compute them.

A cached response is fresh while the log has no change of anything it depends on. That is decided by asking
the log itself, after the request came in and before its answer goes out; requests that come together
share one look. So an entry that any replica has shown on its stream is never contradicted by a response that
another one cached, however late its own reader of the log is; and where the log cannot be asked, nothing
is answered from memory.
"""
