-- renew.lua: keep a job a little longer.
-- KEYS[1] job   KEYS[2] due   ARGV[1] job id   ARGV[2] claim   ARGV[3] lease, ms
-- returns 1, or 0 when somebody else has claimed it since
local mine = redis.call('HGET', KEYS[1], 'claims') == ARGV[2]
if not (redis.call('ZSCORE', KEYS[2], ARGV[1]) and mine) then return 0 end
redis.call('ZADD', KEYS[2], now() + ARGV[3], ARGV[1])
return 1
