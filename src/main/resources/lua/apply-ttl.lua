-- apply-ttl.lua: the TTL in force for an app; what a lower one killed stays dead when it rises again.
-- KEYS[1] app record   ARGV[1] TTL, ms
-- returns 1 when the TTL was lowered
local at = now()
local app = redis.call('HMGET', KEYS[1], 'ttl', 'dead-before')
local ttl, before = tonumber(ARGV[1]), tonumber(app[1])
local lowered = before and ttl < before
redis.call('HSET', KEYS[1], 'ttl', ttl)
if lowered then
  redis.call('HSET', KEYS[1], 'dead-before', math.max(tonumber(app[2] or 0), at - ttl))
end
return lowered and 1 or 0
