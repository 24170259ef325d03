-- Append events to one stream, each only if its number is above its subject's last, then acknowledge.
-- KEYS: 1 the owner's epoch, 2 the stream, then for each event the hash that keeps its subject's last
--       number, then each stream whose entries are acknowledged
-- ARGV: 1 the epoch that the caller knows, 2 count of events, then for each event: subject, number, encoded
--       event; then for each stream to acknowledge: group, count of entries, their ids
-- Returns for each event the id of its entry, or false where it was there already.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
local appended = {}
local count = tonumber(ARGV[2])
for i = 1, count do
  local subject, number, encoded = ARGV[3 * i], tonumber(ARGV[3 * i + 1]), ARGV[3 * i + 2]
  local last = tonumber(redis.call('HGET', KEYS[2 + i], subject) or '0')
  if number > last then
    appended[i] = redis.call('XADD', KEYS[2], '*', '__data__', encoded)
    redis.call('HSET', KEYS[2 + i], subject, ARGV[3 * i + 1])
  else
    appended[i] = false
  end
end
local at = 3 * count + 3
for i = count + 3, #KEYS do
  local ids = tonumber(ARGV[at + 1])
  redis.call('XACK', KEYS[i], ARGV[at], unpack(ARGV, at + 2, at + 1 + ids))
  at = at + 2 + ids
end
return appended
