"""A whole system from start to stop: servers, then services, then the ready file; and back."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from newsroom.stack import services
from newsroom.stack.errors import StackError
from newsroom.stack.files import held
from newsroom.stack.keys import keys_of
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.ports import DEFAULT_BASE, Ports
from newsroom.stack.process import Child
from newsroom.stack.ready import Ready
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.server import START_PATIENCE, STOP_PATIENCE, EmbeddedServer
from newsroom.stack.services import Surroundings
from newsroom.stack.supervisor import WATCH, Supervisor
