-- settle.lua: end an attempt: for good, as a dead letter, or until later.
-- KEYS[1] job   KEYS[2] due   KEYS[3] dead letters
-- ARGV[1] job id   ARGV[2] claim
-- ARGV[3] "sent", "ended", "dead" or "again"   ARGV[4] reason
-- ARGV[5] delay until the next attempt, ms   ARGV[6] 1 when the message is charged with the attempt
-- ARGV[7] 1 when nobody knows whether the message was taken   ARGV[8] give up after, ms
-- ARGV[9] give up after, whatever happens, ms   ARGV[10] keep what has ended, ms
-- ARGV[11] attempt as the story tells it, "" for none   ARGV[12] how many attempts a story tells
-- ARGV[13] how long the attempt took, ms   ARGV[14] why it is dead when it is given up
-- returns {"sent" | "ended" | "dead" | "retrying", reason, ms since accepted}
--         or nil when the claim has ended: settled already, or somebody else's since; but what this
--         claim has settled for good it is told again, should the first answer have been lost
local id, verb, reason = ARGV[1], ARGV[3], ARGV[4]
local at = now()
local job = redis.call('HMGET', KEYS[1], 'claims', 'accepted', 'tries', 'unknowns', 'attempts',
  'spent', 'started', 'state', 'reason')
local waits = redis.call('ZSCORE', KEYS[2], id)
redis.call('ZCARD', KEYS[3])
local accepted = tonumber(job[2]) or 0
if job[1] ~= ARGV[2] then return nil end
if not waits then return job[8] == verb and {verb, job[9], at - accepted} or nil end

local age = at - (tonumber(job[7]) or accepted)
local tries = (tonumber(job[3]) or 0) + ARGV[6]
local unknowns = (tonumber(job[4]) or 0) + ARGV[7]
-- The clock of "give up after" runs while the message itself is to blame: through the attempts that
-- it is charged with, and the waits that follow them. It stands still while it waits for a relay.
local spent = (tonumber(job[6]) or 0) + ARGV[6] * (ARGV[13] + ARGV[5])
if verb == 'again' then
  if unknowns >= 2 then verb, reason = 'dead', 'outcome-unknown'
  elseif age >= tonumber(ARGV[9]) or (spent >= tonumber(ARGV[8]) and tries >= 1) then
    verb, reason = 'dead', ARGV[14]
  end
end

redis.call('HSET', KEYS[1], 'tries', tries, 'unknowns', unknowns, 'spent', spent)
if ARGV[11] ~= '' then
  local attempt = (tonumber(job[5]) or 0) + 1
  redis.call('HSET', KEYS[1], 'attempts', attempt, 'try:' .. (attempt % ARGV[12]),
    at .. '|' .. ARGV[11])
end
if verb == 'again' then
  -- The claim ends here: this settlement, sent again when its answer was lost, counts once.
  redis.call('HSET', KEYS[1], 'state', 'retrying', 'claims', ARGV[2] + 1)
  redis.call('ZADD', KEYS[2], at + ARGV[5], id)
  return {'retrying', reason, at - accepted}
end
bury(KEYS[1], KEYS[2], KEYS[3], id, verb, reason, at, ARGV[10])
return {verb, reason, at - accepted}
