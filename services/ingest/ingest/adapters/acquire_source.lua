-- Take the lease of a source that is due, and of its host.
-- KEYS: 1 the source, 2 its host's lease
-- ARGV: 1 who asks, 2 for how many milliseconds, 3 the caller's time in milliseconds since 1970, 4 the
--       fingerprint of its configuration: another one than the state's makes it due
-- Returns the fencing token and the state ('' for none), or false where it is held, not due, or its host is.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'until', 'due', 'fingerprint', 'state')
if tonumber(known[1] or '0') > now or redis.call('EXISTS', KEYS[2]) == 1 then
  return false
end
if known[3] == ARGV[4] and tonumber(known[2] or '0') > tonumber(ARGV[3]) then
  return false
end
local token = redis.call('HINCRBY', KEYS[1], 'token', 1)
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', string.format('%.0f', now + ARGV[2]))
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. token, 'PX', ARGV[2])
return {token, known[4] or ''}
