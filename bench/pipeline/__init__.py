"""Benchmark of the pipeline: articles a second until public, beside one written by hand, and what each costs.

Needs nothing but the embedded servers, which both use in turn. `python -m bench.pipeline`.
"""
