-- once.lua: use up what works once.
-- KEYS[1] what was used   ARGV[1] remember it, ms
-- returns 1, or 0 when it was used before
return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0
