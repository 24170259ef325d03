-- Write an article's next state and append the events that say so, if nothing changed since it was read.
-- KEYS: 1 the owner's epoch, 2 the article, 3.. for each event its stream
-- ARGV: 1 the epoch that the caller knows, 2 the article as it was read ('' for nothing), 3 its state from
--       now on, 4 the entry that holds its content ('' for none), 5 or else which of the events holds it
--       (0 for none), 6.. the encoded events
-- Returns the ids of the entries, or 0 where the article is no longer as it was read.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then
  return 0
end
local content, ids = ARGV[4], {}
for i = 6, #ARGV do
  local stream = KEYS[i - 3]
  local id = redis.call('XADD', stream, '*', '__data__', ARGV[i])
  ids[i - 5] = id
  if i - 5 == tonumber(ARGV[5]) then
    content = stream .. ' ' .. id
  end
end
redis.call('SET', KEYS[2], content .. '\n' .. ARGV[3])
return ids
