"""Sentence vectors: the embedder's protocol, mean-centring and hubness correction, nearest-neighbour search.

Owns numbers of one text. Leaves out comparing two articles' vectors (`scoring`).
"""
