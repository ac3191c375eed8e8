-- bury.lua: how a job ends.

-- Ends a job for good. A dead letter stays sealed, to be mailed again should somebody wish so.
-- verb  "sent" | "ended" | "dead"     keep  how long its story is told, ms
local function bury(job, due, dead, id, verb, reason, at, keep)
  redis.call('ZREM', due, id)
  redis.call('HSET', job, 'state', verb, 'reason', reason, 'ended', at)
  redis.call('PEXPIRE', job, keep)
  if verb == 'dead' then
    redis.call('ZADD', dead, at, id)
    redis.call('ZREMRANGEBYSCORE', dead, '-inf', at - keep)
  else
    redis.call('HDEL', job, 'sealed')
  end
end
