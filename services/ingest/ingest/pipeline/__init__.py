"""The pipeline from a body or a document to its outcomes: the stages in their order.

Owns their sequence, and reprocessing. Leaves out what each stage decides.
"""
