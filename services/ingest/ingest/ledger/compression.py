"""How what was sent is kept small."""

import threading

import zstandard

_LEVEL = 1  # the quickest: at twice the size of the best it costs a tenth
_LARGEST = 100_000_000  # bytes, once unpacked: above every limit of what is taken
_own = threading.local()  # a compressor serves one thread at a time, and making one is dear


def compressed(content: bytes) -> bytes:
    """Releases the interpreter's lock while it works."""
    if not hasattr(_own, "compressor"):
        _own.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    packed: bytes = _own.compressor.compress(content)
    return packed


def unpacked(packed: bytes) -> bytes:
    """Raises ValueError where it is not what `compressed` gave."""
    try:
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_LARGEST)
    except zstandard.ZstdError as error:
        raise ValueError(f"not to be unpacked: {error}") from error
