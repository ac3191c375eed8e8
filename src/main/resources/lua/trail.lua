-- trail.lua: what happened to an address.
-- KEYS[1] what was asked for and mailed   KEYS[2] what was done with links   KEYS[3] looks at links
-- returns {now, entries of the first, of the second, of the third}, each
--         "<at>|<times>|<event>|<json>"
return {now(), redis.call('LRANGE', KEYS[1], 0, -1), redis.call('LRANGE', KEYS[2], 0, -1),
  redis.call('LRANGE', KEYS[3], 0, -1)}
