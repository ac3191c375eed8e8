-- apply-ttl.lua: the TTL in force for an app from now on. What the shorter of the old and the new
-- one kills stays dead, whatever the TTL will be later.
-- KEYS[1] app record   ARGV[1] TTL, ms
-- returns the time of issue up to which the app's tokens are dead, ms
local app = redis.call('HMGET', KEYS[1], 'ttl', 'dead-before')
local ttl = tonumber(ARGV[1])
local killed = now() - math.min(ttl, tonumber(app[1]) or ttl)
local dead_before = math.max(tonumber(app[2] or 0), killed)
redis.call('HSET', KEYS[1], 'ttl', ttl, 'dead-before', dead_before)
return dead_before
