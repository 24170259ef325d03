-- Compare-and-set of a part of the graph: written only if all of it is still as it was read.
-- KEYS: 1 the owner's epoch, 2 the sorted set of unemitted stories, 3.. the nodes that were read
-- ARGV: 1 the epoch that the caller knows, 2 count of nodes read, then for each the SHA-1 of what was read
--       (of the empty string where there was nothing) and its new value ('' to leave it); then pairs of
--       version and story id to be marked
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
local count = tonumber(ARGV[2])
for i = 1, count do
  if redis.sha1hex(redis.call('GET', KEYS[i + 2]) or '') ~= ARGV[2 * i + 1] then return 0 end
end
for i = 1, count do
  if ARGV[2 * i + 2] ~= '' then redis.call('SET', KEYS[i + 2], ARGV[2 * i + 2]) end
end
for i = 2 * count + 3, #ARGV, 2 do redis.call('ZADD', KEYS[2], ARGV[i], ARGV[i + 1]) end
return 1
