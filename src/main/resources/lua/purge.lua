-- purge.lua: forget a dead letter: whom it was for, what was in it, what relays said of it. That
-- there was one is told until its time is over.
-- KEYS[1] job   KEYS[2] dead letters   ARGV[1] job id
-- returns {"purged", app} or {"unknown"} when it is no dead letter (any more)
local state = redis.call('HGET', KEYS[1], 'state')
local job = redis.call('HGETALL', KEYS[1])
redis.call('ZCARD', KEYS[2])
if state ~= 'dead' then return {'unknown'} end

for i = 1, #job, 2 do
  if job[i] == 'sealed' or job[i]:sub(1, 4) == 'try:' then redis.call('HDEL', KEYS[1], job[i]) end
end
redis.call('HSET', KEYS[1], 'state', 'ended', 'reason', 'purged')
redis.call('ZREM', KEYS[2], ARGV[1])
return {'purged', redis.call('HGET', KEYS[1], 'app') or ''}
