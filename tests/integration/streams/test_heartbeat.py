from newsroom.streams.redis_commands import consumer_infos, group_infos, read_group, touch


async def test_a_heartbeat_takes_no_entry_and_counts_as_a_sign_of_life(redis_client):
    await redis_client.xgroup_create("beaten", "group", id="0", mkstream=True)
    await redis_client.xadd("beaten", {"n": 1})
    await redis_client.xadd("beaten", {"n": 2})
    [first] = await read_group(redis_client, "beaten", "group", "one", ">", count=1, block_ms=1)

    await touch(redis_client, ["beaten"], "group", "one")
    await touch(redis_client, ["beaten"], "group", "another")

    [group] = await group_infos(redis_client, "beaten")
    assert (group.last_delivered, group.pending, group.lag) == (first.id, 1, 1)
    names = {info.name: info.pending for info in await consumer_infos(redis_client, "beaten", "group")}
    assert names == {"one": 1, "another": 0}


async def test_a_heartbeat_resets_the_idle_time(redis_client):
    await redis_client.xgroup_create("idle", "group", id="0", mkstream=True)
    await redis_client.xgroup_createconsumer("idle", "group", "one")
    idle = 0
    while idle < 20:
        [info] = await consumer_infos(redis_client, "idle", "group")
        idle = info.idle_ms
    await touch(redis_client, ["idle"], "group", "one")
    [info] = await consumer_infos(redis_client, "idle", "group")
    assert info.idle_ms < idle
