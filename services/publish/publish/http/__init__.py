"""HTTP beside the routes: conditional requests and content negotiation.

Owns what RFC 9110 says of both. Leaves out the routes themselves (`publish.reads`, `publish.feeds`,
`publish.site`).
"""
