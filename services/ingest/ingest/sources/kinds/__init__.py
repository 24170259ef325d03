"""Kinds of sources: feed, sitemap, page, folder, mailbox; and following their links."""
