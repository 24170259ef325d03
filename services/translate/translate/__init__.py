"""Keeps the stories: which articles in different languages tell the same news.

Owns links, stories and their numbers. Leaves out what the public sees.
"""
