-- claim.lua: take what is due, under a lease. A job whose lease runs out is due again.
-- KEYS[1] due   ARGV[1] prefix of job keys, same hash tag   ARGV[2] lease, ms   ARGV[3] how many
-- returns {ids without a job, {id, claims, kind, app, source, verdict, accepted, tries, unknowns,
--          generation, sealed, claimed at}, …}; a field that is missing is empty
local FIELDS = {'claims', 'kind', 'app', 'source', 'verdict', 'accepted', 'tries', 'unknowns',
  'generation', 'sealed'}
local at = now()
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at, 'LIMIT', 0, ARGV[3])
local found = {}
for i, id in ipairs(ids) do
  found[i] = redis.call('HMGET', ARGV[1] .. id, unpack(FIELDS))
end

local claimed = {0}
for i, id in ipairs(ids) do
  if not found[i][1] then
    redis.call('ZREM', KEYS[1], id)
    claimed[1] = claimed[1] + 1
  else
    redis.call('ZADD', KEYS[1], at + ARGV[2], id)
    -- No HINCRBY: on a garbled job it would fail, and with it this claim and every later one.
    local claims = (tonumber(found[i][1]) or 0) + 1
    redis.call('HSET', ARGV[1] .. id, 'state', 'sending', 'claims', claims)
    local job = {id, claims}
    for field = 2, #FIELDS do job[field + 1] = found[i][field] or '' end
    job[#FIELDS + 2] = at
    claimed[#claimed + 1] = job
  end
end
return claimed
