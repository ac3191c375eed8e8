-- admit.lua: agree on the layout of the store, or refuse to work on another's.
-- KEYS[1] layout   ARGV[1] partitions   ARGV[2] check value of the index key
-- returns {partitions, check value} as the first node wrote them
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'partitions', ARGV[1], 'index', ARGV[2])
end
return redis.call('HMGET', KEYS[1], 'partitions', 'index')
