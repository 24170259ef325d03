"""`newsroom webhook-check` passes the library's receiver, and names what a careless one lacks."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from newsroom.client.webhook_receiver import WebhookReceiver
from tests.support.served import served

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


async def take(_: Any) -> None:
    """Takes all."""


@pytest.mark.parametrize("options", [(), ("--batch",)])
def test_a_right_receiver_passes(options: tuple[str, ...]) -> None:
    with served(WebhookReceiver([SECRET], take)) as url:
        checked = _check(url, *options)
    assert checked.returncode == 0, checked.stdout
    lines = checked.stdout.splitlines()
    assert {line[:6].strip() for line in lines} == {"ok"}
    assert len(lines) == 11 + len(options)


def test_a_receiver_that_verifies_nothing_fails_by_name() -> None:
    async def careless(scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            part = await receive()
            body += part["body"]
            if not part["more_body"]:
                break
        event = json.loads(body)
        challenge = event["data"].get("challenge")
        answer = json.dumps({"challenge": challenge}).encode() if challenge else b""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    with served(careless) as url:
        checked = _check(url)
    failed = [line[6:].split(":")[0] for line in checked.stdout.splitlines() if line.startswith("FAIL")]
    assert checked.returncode == 1
    assert failed == ["no signature", "signature of another", "altered body", "an hour old"]


def test_nobody_there_and_a_wrong_secret_are_said() -> None:
    nobody = _check("http://127.0.0.1:9/hook")
    assert nobody.returncode == 1
    assert "http://127.0.0.1:9/hook does not answer" in nobody.stderr
    wrong = _check("http://127.0.0.1:9/hook", secret="whsec_?")
    assert wrong.returncode == 1
    assert "no base64" in wrong.stderr


def _check(url: str, *options: str, secret: str = SECRET) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "newsroom", "webhook-check", url, *options],
        env={**os.environ, "WEBHOOK_SECRET": secret},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
