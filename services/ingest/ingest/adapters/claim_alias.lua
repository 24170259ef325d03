-- Give an alias to an article, if nothing was claimed of its source since its neighbours were read.
-- KEYS: 1 the owner's epoch, 2 the source's count of claims, 3 the name; where it founds an article also
--       4 its sketch, 5.. the bands and addresses that it is found by
-- ARGV: 1 the epoch that the caller knows, 2 the count it has read, 3 what the name stands for, 4 the sketch,
--       5 the article, 6 and 7 how long bands and sketch are kept in milliseconds, 8 how many of the last
--       keys are addresses
-- Returns 1, or 0 where another claim came first.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('EPOCH the numbers of this owner are not here')
end
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[2] then
  return 0
end
redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[3], ARGV[3])
if #KEYS > 3 then
  redis.call('SET', KEYS[4], ARGV[4], 'PX', ARGV[7])
  for i = 5, #KEYS do
    if i > #KEYS - tonumber(ARGV[8]) then
      redis.call('SET', KEYS[i], ARGV[3], 'NX')
    else
      redis.call('SADD', KEYS[i], ARGV[5])
      redis.call('PEXPIRE', KEYS[i], ARGV[6])
    end
  end
end
return 1
