-- Let what a sender wants in at an even pace, up to a minute's worth at once. What is refused writes nothing.
-- KEYS: 1 when the sender's last unit would have been due at that pace, in milliseconds
-- ARGV: 1 how many it wants in, 2 how many a minute, 3 `1` to take all or none
-- Returns how many it may, and the milliseconds until the next may, or all of them.
local wanted, interval, whole = tonumber(ARGV[1]), 60000 / tonumber(ARGV[2]), ARGV[3] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local free = math.floor((now + 60000 - due) / interval + 0.000001)
local granted = math.max(math.min(wanted, free), 0)
if whole and granted < wanted then
  return { 0, math.max(math.ceil(due + wanted * interval - now - 60000), 0) }
end
due = due + granted * interval
if granted > 0 then
  redis.call('SET', KEYS[1], string.format('%.3f', due), 'PX', math.ceil(due - now) + 60000)
end
return { granted, math.max(math.ceil(due + interval - now - 60000), 0) }
