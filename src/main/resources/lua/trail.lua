-- trail.lua: what happened to an address.
-- KEYS[1] what was asked for and mailed   KEYS[2] what was done with links
-- returns {now, entries of the first, entries of the second}, each "<at>|<times>|<event>|<json>"
return {now(), redis.call('LRANGE', KEYS[1], 0, -1), redis.call('LRANGE', KEYS[2], 0, -1)}
