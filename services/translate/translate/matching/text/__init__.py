"""Text of a news article in three languages: sentences, words, stems, sounds, quantities, concepts.

Owns reading a single text, the same for every pair. Leaves out comparing two texts (`scoring`).
"""
