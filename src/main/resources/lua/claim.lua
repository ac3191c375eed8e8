-- claim.lua: take what is due, under a lease. A job whose lease runs out is due again.
-- A lane is a recipient domain or an app. One that has its share of this node's work already holds
-- up nobody: its jobs are passed over, and put off, without a charge, if they cannot have room soon.
-- KEYS[1] due   ARGV[1] prefix of job keys, same hash tag   ARGV[2] lease, ms
-- ARGV[3] how many at most   ARGV[4] how many to look at   ARGV[5] most of a domain under way
-- ARGV[6] most of an app under way, 0 when apps are no lanes   from ARGV[7] on, for each lane under
--         way: its name, how many of it, ms between the ends of two
-- returns {how many were looked at, ids without a job, {id, claims, kind, app, source, verdict,
--          accepted, tries, unknowns, generation, sealed, lane, started, claimed at}, …}; a field
--          that is missing is empty
local FIELDS = {'kind', 'app', 'source', 'verdict', 'accepted', 'tries', 'unknowns', 'generation',
  'sealed', 'lane', 'started'}
local SOON, MOST_PASSED_OVER = 100, 100
local LONGEST_DELAY, DELAY_OF_APP = 10000, 1000
local at = now()
local most, domain_share, app_share = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
local under_way, gap, waiting = {}, {}, {}
for i = 7, #ARGV, 3 do
  under_way[ARGV[i]], gap[ARGV[i]] = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
end
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', at, 'LIMIT', 0, ARGV[4])
local found = {}
for i, id in ipairs(ids) do
  -- What is no job at all must not keep the others from being worked.
  found[i] = redis.pcall('HMGET', ARGV[1] .. id, 'claims', 'app', 'lane', 'state')
end

-- A number that cannot be counted on is no number: settlements would never find their claim.
local function next_claim(claims)
  local last = tonumber(claims)
  local countable = last and last >= 0 and last < 2 ^ 52 and last == math.floor(last)
  return countable and last + 1 or 1
end

-- returns whether both lanes of the job have room, and takes it
local function enter(id, job)
  local domain, app = 'domain:' .. (job[3] or ''), 'app:' .. (job[2] or '')
  local of_domain, of_app = under_way[domain] or 0, under_way[app] or 0
  local full = of_domain >= domain_share and domain
    or app_share > 0 and of_app >= app_share and app
  if not full then
    under_way[domain], under_way[app] = of_domain + 1, of_app + 1
    return true
  end
  waiting[full] = (waiting[full] or 0) + 1
  local delay = (gap[full] or 0) * waiting[full]
  if full == app then
    -- That some of its mails are slow says nothing of the others.
    delay = waiting[full] > MOST_PASSED_OVER and DELAY_OF_APP or 0
  end
  if delay >= SOON or waiting[full] > MOST_PASSED_OVER then
    redis.call('ZADD', KEYS[1], at + math.min(math.max(delay, SOON), LONGEST_DELAY), id)
  end
  return false
end

local claimed = {0, 0}
for i, id in ipairs(ids) do
  if #claimed - 2 == most then break end
  claimed[1] = i
  if found[i].err or not (found[i][1] or found[i][4]) then
    redis.call('ZREM', KEYS[1], id)
    claimed[2] = claimed[2] + 1
  elseif enter(id, found[i]) then
    redis.call('ZADD', KEYS[1], at + ARGV[2], id)
    local claims = string.format('%.0f', next_claim(found[i][1]))
    local fields = redis.call('HMGET', ARGV[1] .. id, unpack(FIELDS))
    redis.call('HSET', ARGV[1] .. id, 'state', 'sending', 'claims', claims)
    local job = {id, tonumber(claims)}
    for field = 1, #FIELDS do job[#job + 1] = fields[field] or '' end
    job[#job + 1] = at
    claimed[#claimed + 1] = job
  end
end
return claimed
