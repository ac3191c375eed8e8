-- mint.lua: line 4 of the flow: a token that is live from now, unless the account's links were
-- killed after the request was accepted, or the account has asked too often; or the address has, where
-- an account source says which that is: it may name another account for each request, and one address.
-- KEYS[1] token record   KEYS[2] account record   KEYS[3] subject limit
-- KEYS[4] whether this request was counted   KEYS[5] recipient limit
-- ARGV[1] app   ARGV[2] account key   ARGV[3] request id   ARGV[4] accepted at, ms, "" for now
-- ARGV[5] TTL, ms   ARGV[6] "all" | "newest"   ARGV[7] limit interval, microseconds
-- ARGV[8] limit count   ARGV[9] keep after the end, ms   ARGV[10] keep the count, ms   ARGV[11] sealed
-- ARGV[12] recipient limit interval, microseconds, 0 for none
-- returns {"minted", issued at, expires at} or {"superseded"} or {"limited"}
local at_us = now_us()
local at = math.floor(at_us / 1000)
local accepted = tonumber(ARGV[4]) or at
local since = tonumber(redis.call('HGET', KEYS[2], 'at') or 0)
local counted = redis.call('GET', KEYS[4])
local interval = tonumber(ARGV[7])
local tat, wait = gcra(KEYS[3], at_us, interval, tonumber(ARGV[8]))
local to_interval = tonumber(ARGV[12])
local to_tat, to_wait = gcra(KEYS[5], at_us, to_interval, tonumber(ARGV[8]))
if redis.call('EXISTS', KEYS[1]) == 1 then return redis.error_reply('ERR token exists') end

if accepted < since then return {'superseded'} end
if not counted then
  counted = wait + to_wait == 0 and 'y' or 'n'
  local one = counted == 'y' and 1 or 0
  remember_gcra(KEYS[3], at_us, tat + one * interval)
  if to_interval > 0 then remember_gcra(KEYS[5], at_us, to_tat + one * to_interval) end
  redis.call('SET', KEYS[4], counted, 'PX', ARGV[10])
end
if counted == 'n' then return {'limited'} end
if ARGV[6] == 'newest' then raise_since(KEYS[2], accepted, 'replaced') end
local expires = at + ARGV[5]
redis.call('HSET', KEYS[1], 'v', 1, 'app', ARGV[1], 'account', ARGV[2], 'request', ARGV[3],
  'accepted', accepted, 'issued', at, 'expires', expires, 'state', 'live', 'sealed', ARGV[11])
redis.call('PEXPIRE', KEYS[1], ARGV[5] + ARGV[9])
return {'minted', at, expires}
