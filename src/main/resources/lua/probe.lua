-- probe.lua: can everything be done that work needs? Calls what the other scripts call, each at
-- least once, on keys of its own, and leaves nothing behind.
-- KEYS[1] text   KEYS[2] hash   KEYS[3] sorted set
-- returns 1
redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3])
local at = now()
redis.call('SET', KEYS[1], at, 'PX', 1000)
redis.call('GET', KEYS[1])
redis.call('HSET', KEYS[2], 'at', at)
redis.call('HGET', KEYS[2], 'at')
redis.call('HMGET', KEYS[2], 'at')
redis.call('HGETALL', KEYS[2])
redis.call('PERSIST', KEYS[2])
redis.call('PEXPIRE', KEYS[2], 1000)
redis.call('HDEL', KEYS[2], 'at')
redis.call('ZADD', KEYS[3], at, 'at')
redis.call('ZCARD', KEYS[3])
redis.call('ZSCORE', KEYS[3], 'at')
redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', at)
redis.call('ZREVRANGEBYSCORE', KEYS[3], at, '-inf')
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', at)
redis.call('ZREM', KEYS[3], 'at')
return redis.call('DEL', KEYS[1])
