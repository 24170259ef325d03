-- Append events to one stream, each only if its number is above its subject's last, then acknowledge.
-- KEYS: 1 the owner's epoch, 2 the stream, 3 the stream whose entries are acknowledged (or the stream
--       again), 4.. for each event the hash that keeps its subject's last number
-- ARGV: 1 the epoch that the caller knows, 2 count of events, 3 group, then for each event: subject,
--       number, encoded event; then the ids to acknowledge
-- Returns for each event the id of its entry, or false where it was there already.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
local appended = {}
local count = tonumber(ARGV[2])
for i = 1, count do
  local subject, number, encoded = ARGV[3 * i + 1], tonumber(ARGV[3 * i + 2]), ARGV[3 * i + 3]
  local last = tonumber(redis.call('HGET', KEYS[3 + i], subject) or '0')
  if number > last then
    appended[i] = redis.call('XADD', KEYS[2], '*', '__data__', encoded)
    redis.call('HSET', KEYS[3 + i], subject, ARGV[3 * i + 2])
  else
    appended[i] = false
  end
end
local first = 3 * count + 4
if #ARGV >= first then
  redis.call('XACK', KEYS[3], ARGV[3], unpack(ARGV, first))
end
return appended
