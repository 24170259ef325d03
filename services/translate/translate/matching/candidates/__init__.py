"""Candidates: an in-memory index of articles, by vector and by word, with what each was last weighed against.

Owns which articles a newcomer is compared with at all. Leaves out how a pair is scored (`scoring`), and
storage: its caller keeps the features elsewhere.
"""
