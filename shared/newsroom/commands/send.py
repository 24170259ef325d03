"""`newsroom send`: posts articles from files."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import batched
