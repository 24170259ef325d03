from newsroom.events.identity import article_id
from newsroom.stores.redis import RedisClient
from newsroom.streams.dead_letters import DeadLetters, ParkedEntry, encode_fields
from newsroom.streams.redis_commands import read_group
from newsroom.streams.subject_trace import appended_at, trace_subject
from newsroom.streams.topology import Topology

ID = article_id("report", "1")
STREAM = "article-created"


async def append(redis: RedisClient, subject: str) -> str:
    """An entry that cannot be read, and names the subject."""
    encoded = b'{"subject": "%s"}' % subject.encode()
    added = await redis.xadd(STREAM, {"__data__": encoded})
    return added.decode() if isinstance(added, bytes) else added


async def test_each_group_is_somewhere_with_each_entry(redis_client: RedisClient) -> None:
    first, other, last = [await append(redis_client, subject) for subject in (ID, "another", ID)]
    for group in ("publish", "translate"):
        await redis_client.xgroup_create(STREAM, group, id="0")
    await read_group(redis_client, STREAM, "publish", "1", ">", count=2, block_ms=1)
    await redis_client.xgroup_setid(STREAM, "translate", last)
    trace = await trace_subject(redis_client, Topology(), ID, None)
    assert [entry.id for entry in trace.entries] == [first, last]
    assert other not in [entry.id for entry in trace.entries]
    states = [{own.group: own.state for own in entry.groups} for entry in trace.entries]
    assert states == [
        {"publish": "pending", "translate": "done"},
        {"publish": "waiting", "translate": "done"},
    ]
    assert trace.entries[0].groups[0].deliveries == 1
    assert trace.unread == ()


async def test_dead_letters_about_it_are_found(redis_client: RedisClient) -> None:
    entry_id = await append(redis_client, ID)
    await redis_client.xgroup_create(STREAM, "publish", id="0")
    [entry] = await read_group(redis_client, STREAM, "publish", "1", ">", count=1, block_ms=1)
    parked = ParkedEntry(
        stream=STREAM,
        group="publish",
        entry_id=entry_id,
        reason="unreadable",
        attempts=5,
        first_failure=appended_at(entry_id),
        parked_at=appended_at(entry_id),
        fields=encode_fields(entry.fields),
    )
    assert await DeadLetters(redis_client).park(parked)
    [letter] = (await trace_subject(redis_client, Topology(), ID, None)).letters
    assert (letter.stream, letter.group, letter.reason) == (
        "article-created.publish.dead",
        "publish",
        "unreadable",
    )
    assert (await trace_subject(redis_client, Topology(), article_id("report", "2"), None)).letters == ()
