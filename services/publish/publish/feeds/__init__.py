"""Feeds: their pages, the formats of the trade (articles in, bytes out), and the routes that serve them.

Owns Atom, RSS, JSON Feed, ninjs, the news sitemap and schema.org's JSON-LD. Leaves out the read API
(`publish.reads`). Equal articles give equal bytes: no format looks at a clock. An article's identity is
`urn:newsroom:article:<id>` in each of them, whatever is corrected.
"""
