-- limit.lua: count one call against all limits that it falls under, or, when one of them refuses it,
-- against none.
-- KEYS[n] a limit   ARGV[2n-1] its interval, microseconds   ARGV[2n] its count
-- returns for each, in microseconds and whole calls: {the wait, 0 when it allows the call; how many
--         more it allows now; the time until that is one more}
local at_us = now_us()
local tats, waits, cut, allowed = {}, {}, {}, true
for i, key in ipairs(KEYS) do
  tats[i], waits[i], cut[i] = gcra(key, at_us, tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i]))
  allowed = allowed and waits[i] == 0
end

local told = {}
for i, key in ipairs(KEYS) do
  local interval, count = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  if allowed then tats[i] = tats[i] + interval end
  if allowed or cut[i] then remember_gcra(key, at_us, tats[i]) end
  local debt = tats[i] - at_us
  local used = math.ceil(debt / interval)
  told[i] = {math.ceil(waits[i]), count - used, math.ceil(debt - interval * math.max(0, used - 1))}
end
return told
