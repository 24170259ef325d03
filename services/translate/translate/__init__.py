"""Translate: the stories, that is, which articles in different languages tell the same news.

Owns links, stories and their numbers, and the desk. Leaves out what the public sees.
"""
