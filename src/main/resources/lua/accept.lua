-- accept.lua: line 2 of the flow: count the request against its account and its recipient's domain, or,
-- when one of them is over its limit, against neither; and store it.
-- A request over a limit takes the same writes, its verdict in one letter; the loop ends it.
-- KEYS[1] job   KEYS[2] due   KEYS[3] account limit   KEYS[4] domain limit
-- ARGV[1] job id   ARGV[2] most jobs in this partition   ARGV[3] limit interval, microseconds
-- ARGV[4] limit count   ARGV[5] kind   ARGV[6] app   ARGV[7] account source   ARGV[8] sealed
-- ARGV[9] lane: the recipient's domain, hashed   ARGV[10] domain limit interval, microseconds, 0 for
--         none   ARGV[11] domain limit count   ARGV[12] trail: the address, hashed
-- returns {"accepted", "y" within the limits | "n"} or {"again"} when the job is there or {"full"}
local at_us = now_us()
local at = math.floor(at_us / 1000)
if redis.call('EXISTS', KEYS[1]) == 1 then return {'again'} end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return {'full'} end
local interval, domain_interval = tonumber(ARGV[3]), tonumber(ARGV[10])
local tat, wait = gcra(KEYS[3], at_us, interval, tonumber(ARGV[4]))
local domain_tat, domain_wait = gcra(KEYS[4], at_us, domain_interval, tonumber(ARGV[11]))
local verdict = wait + domain_wait == 0 and 'y' or 'n'

local counted = verdict == 'y' and 1 or 0
remember_gcra(KEYS[3], at_us, tat + counted * interval)
if domain_interval > 0 then remember_gcra(KEYS[4], at_us, domain_tat + counted * domain_interval) end
redis.call('HSET', KEYS[1], 'v', 1, 'kind', ARGV[5], 'app', ARGV[6], 'source', ARGV[7],
  'sealed', ARGV[8], 'lane', ARGV[9], 'trail', ARGV[12], 'verdict', verdict, 'accepted', at,
  'state', 'queued', 'claims', 0, 'tries', 0, 'unknowns', 0, 'attempts', 0, 'generation', 1)
redis.call('ZADD', KEYS[2], at, ARGV[1])
return {'accepted', verdict}
