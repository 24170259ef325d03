"""Text compared alike by every service: case folding and search words, pure.

Leaves out what one service alone needs: cleaning, language detection, stemming and similarity.
"""
