"""The desk without a browser: forms as a browser sends them."""

import re
from typing import Any

import httpx

from tests.support.system import System

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Door:
    """Editor who is logged in, by HTTP alone."""

    def __init__(self, system: System) -> None:
        self.http = httpx.Client(base_url=system.url("translate"), timeout=20)
        token = _TOKEN.search(self.http.get("/desk/login").text)
        assert token
        fields = {"csrf": token[1], "key": system.ready["desk_key"], "to": "/desk/"}
        answer = self.http.post("/desk/login", data=fields)
        assert answer.status_code == 303, answer.text
        self.token = self.token_on("/desk/")

    def token_on(self, path: str) -> str:
        match = _TOKEN.search(self.http.get(path).text)
        assert match
        return match[1]

    def post(self, path: str, **fields: Any) -> httpx.Response:
        return self.http.post(path, data={"csrf": self.token, **fields})
