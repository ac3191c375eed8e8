-- overdue.lua: end what has waited too long, whatever it waited for. Nobody claims anything while no
-- relay is usable, so nobody else would.
-- KEYS[1] due   KEYS[2] dead letters   ARGV[1] prefix of job keys, same hash tag
-- ARGV[2] how many due jobs to pass over   ARGV[3] how many to look at
-- ARGV[4] give up after, ms   ARGV[5] keep what has ended, ms
-- returns {how many were looked at, {id, app}, …}
local GRACE = 15 * 60 * 1000
local at = now()
redis.call('ZCARD', KEYS[2])
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at, 'LIMIT', ARGV[2], ARGV[3])
local overdue = {#ids}
local apps = {}
for i, id in ipairs(ids) do
  local job = redis.pcall('HMGET', ARGV[1] .. id, 'accepted', 'started', 'app', 'state')
  local began = not job.err and tonumber(job[2] or job[1])
  -- Whoever has begun one may only have been away for a moment.
  local patience = tonumber(ARGV[4]) + (job[4] == 'sending' and GRACE or 0)
  if began and at - began >= patience then apps[i] = job[3] or '' end
end

for i, app in pairs(apps) do
  bury(ARGV[1] .. ids[i], KEYS[1], KEYS[2], ids[i], 'dead', 'gave-up', at, ARGV[5])
  overdue[#overdue + 1] = {ids[i], app}
end
return overdue
