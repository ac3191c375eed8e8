-- idempotency.lua: the first script of a repeatable request: which request does this key stand for?
-- KEYS[1] idempotency record   ARGV[1] HMAC of the body   ARGV[2] a new request id   ARGV[3] keep, ms
-- returns {HMAC of the first body, id of the first request}
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'body', ARGV[1], 'request', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'body', 'request')
