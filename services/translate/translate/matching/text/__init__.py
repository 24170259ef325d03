"""Text of a news article in three languages: sentences, words, stems, sounds, quantities, concepts.

Owns what a single text says, read the same for every pair. Leaves out comparing two texts (`scoring`).
"""
