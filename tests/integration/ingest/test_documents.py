"""Documents in the industry's formats, by HTTP."""

import json

import httpx

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}


async def test_a_native_file_is_found_out_by_its_content(http: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/octet-stream"}
    answer = await http.post("/v1/articles", content=json.dumps(ARTICLE), headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (202, "created")


async def test_a_list_is_answered_by_lines_in_order(http: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/octet-stream"}
    articles = [ARTICLE, {**ARTICLE, "headline": ""}, {**ARTICLE, "headline": "Two"}]
    answer = await http.post("/v1/articles", content=json.dumps(articles), headers=headers)
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["status"] for line in lines] == ["created", "refused", "updated"]


async def test_what_is_in_no_format_is_told_which_there_are(http: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/octet-stream"}
    answer = await http.post("/v1/articles", content=b"\x00\x01\x02", headers=headers)
    assert answer.status_code == 415
    assert "application/atom+xml" in answer.json()["detail"]
