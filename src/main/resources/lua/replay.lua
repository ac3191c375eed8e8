-- replay.lua: give a dead letter another life: due now, with all its tries before it, another token
-- and another Message-ID. It stays as old as it is: links revoked since it was accepted stay dead.
-- KEYS[1] job   KEYS[2] due   KEYS[3] dead letters
-- ARGV[1] job id   ARGV[2] most jobs in this partition
-- returns {"replayed", app} or {"unknown"} when it is no dead letter (any more) or {"full"}
--         or {"too-old"}

-- How old a request may be. A first death is within 24 h, and is kept for 7 d: that long anybody can
-- replay it. What dies again and again ends before the record that can revoke its links does
-- (ACCOUNT_KEEP in token.lua): after another day of work, a link's life and its tombstone.
local REPLAY_WITHIN = 8 * 24 * 3600 * 1000

local id = ARGV[1]
local at = now()
local job = redis.call('HMGET', KEYS[1], 'state', 'claims', 'generation', 'app', 'sealed',
  'accepted')
local waiting = redis.call('ZCARD', KEYS[2])
redis.call('ZCARD', KEYS[3])
if job[1] ~= 'dead' or not job[5] then return {'unknown'} end
if at - (tonumber(job[6]) or 0) > REPLAY_WITHIN then return {'too-old'} end
if waiting >= tonumber(ARGV[2]) then return {'full'} end

-- Another claim number: a settlement of its former life must find it gone.
redis.call('HSET', KEYS[1], 'state', 'queued', 'started', at, 'tries', 0, 'unknowns', 0, 'spent', 0,
  'claims', (tonumber(job[2]) or 0) + 1, 'generation', (tonumber(job[3]) or 1) + 1)
redis.call('HDEL', KEYS[1], 'reason', 'ended')
redis.call('PERSIST', KEYS[1])
redis.call('ZREM', KEYS[3], id)
redis.call('ZADD', KEYS[2], at, id)
return {'replayed', job[4] or ''}
