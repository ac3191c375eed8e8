-- withdraw.lua: delete a token that certainly reached nobody.
-- KEYS[1] token record
-- returns 1, or 0 when there was nothing to withdraw
if redis.call('HGET', KEYS[1], 'state') ~= 'live' then return 0 end
return redis.call('DEL', KEYS[1])
