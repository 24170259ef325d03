-- Keep a lease for longer, or write what was learned under it and give it back.
-- KEYS: 1 the source, 2 its host's lease
-- ARGV: 1 who holds it, 2 the fencing token, 3 for how many milliseconds more (0 gives it back), then, to
--       write: 4 when the source is due in milliseconds since 1970, 5 its configuration's fingerprint, 6 the state
-- Returns 1, or 0 where another has taken the lease since: nothing is written then.
local known = redis.call('HMGET', KEYS[1], 'holder', 'token')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[6] then
  redis.call('HSET', KEYS[1], 'due', ARGV[4], 'fingerprint', ARGV[5], 'state', ARGV[6])
end
redis.call('HSET', KEYS[1], 'until', ARGV[3] == '0' and '0' or string.format('%.0f', now + ARGV[3]))
if redis.call('GET', KEYS[2]) == ARGV[1] .. ' ' .. ARGV[2] then
  if ARGV[3] == '0' then
    redis.call('DEL', KEYS[2])
  else
    redis.call('PEXPIRE', KEYS[2], ARGV[3])
  end
end
return 1
