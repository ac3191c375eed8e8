-- claim.lua: take what is due, under a lease. A job whose lease runs out is due again.
-- A lane is a recipient domain or an app. One that has its share of this node's work already holds
-- up nobody: its jobs are put off, without a charge, for about as long as it takes to have room.
-- KEYS[1] due   ARGV[1] prefix of job keys, same hash tag   ARGV[2] lease, ms
-- ARGV[3] how many at most   ARGV[4] how many to look at   ARGV[5] most of a domain under way
-- ARGV[6] most of an app under way, 0 when apps are no lanes   from ARGV[7] on, for each lane under
--         way: its name, how many of it, ms between the ends of two
-- returns {how many were looked at, ids without a job, {id, claims, kind, app, source, verdict,
--          accepted, tries, unknowns, generation, sealed, lane, started, claimed at}, …}; a field
--          that is missing is empty
local FIELDS = {'claims', 'kind', 'app', 'source', 'verdict', 'accepted', 'tries', 'unknowns',
  'generation', 'sealed', 'lane', 'started'}
local APP, LANE = 3, 11
local LEAST_DELAY, LONGEST_DELAY = 100, 10000
local at = now()
local most, domain_share, app_share = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
local under_way, gap, put_off = {}, {}, {}
for i = 7, #ARGV, 3 do
  under_way[ARGV[i]], gap[ARGV[i]] = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
end
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at, 'LIMIT', 0, ARGV[4])
local found = {}
for i, id in ipairs(ids) do
  found[i] = redis.call('HMGET', ARGV[1] .. id, unpack(FIELDS))
end

-- returns whether both lanes of the job have room, and takes it; a full lane's job is put off
local function enter(id, job)
  local domain, app = 'domain:' .. (job[LANE] or ''), 'app:' .. (job[APP] or '')
  local of_domain, of_app = under_way[domain] or 0, under_way[app] or 0
  local full = of_domain >= domain_share and domain
    or app_share > 0 and of_app >= app_share and app
  if full then
    put_off[full] = (put_off[full] or 0) + 1
    local delay = math.max(LEAST_DELAY, (gap[full] or 0) * put_off[full])
    redis.call('ZADD', KEYS[1], at + math.min(delay, LONGEST_DELAY), id)
    return false
  end
  under_way[domain], under_way[app] = of_domain + 1, of_app + 1
  return true
end

local claimed = {0, 0}
for i, id in ipairs(ids) do
  if #claimed - 2 == most then break end
  claimed[1] = i
  if not found[i][1] then
    redis.call('ZREM', KEYS[1], id)
    claimed[2] = claimed[2] + 1
  elseif enter(id, found[i]) then
    redis.call('ZADD', KEYS[1], at + ARGV[2], id)
    -- No HINCRBY: on a garbled job it would fail, and with it this claim and every later one.
    local claims = (tonumber(found[i][1]) or 0) + 1
    redis.call('HSET', ARGV[1] .. id, 'state', 'sending', 'claims', claims, 'claimed', at)
    local job = {id, claims}
    for field = 2, #FIELDS do job[field + 1] = found[i][field] or '' end
    job[#FIELDS + 2] = at
    claimed[#claimed + 1] = job
  end
end
return claimed
