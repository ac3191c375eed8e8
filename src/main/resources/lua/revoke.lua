-- revoke.lua: kill all links of an account, those still waiting to be mailed too.
-- KEYS[1] account record
-- returns the time before which a request must have been accepted to be dead, ms
-- One millisecond more than now, so that what was accepted in this very millisecond is dead too.
local at = now() + 1
local revoked = tonumber(redis.call('HGET', KEYS[1], 'revoked') or 0)
redis.call('HSET', KEYS[1], 'revoked', math.max(revoked, at))
raise_since(KEYS[1], at, 'revoked')
return at
