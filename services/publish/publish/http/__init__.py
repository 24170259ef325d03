"""HTTP beside the routes: conditional requests, negotiation, page tokens, the mark of unsettled answers.

Owns the first two as RFC 9110 has them. Leaves out the routes themselves (`publish.reads`, `publish.feeds`,
`publish.site`).
"""
