-- gcra.lua: the generic cell rate algorithm, as virtual scheduling (ITU-T I.371, annex A): one number
-- a key, the time at which the key will be as good as new ("theoretical arrival time"), in
-- microseconds. Never more than a whole count ahead: a rate that was changed, or a clock that was set
-- back, makes nobody wait for longer than the rate in force can.

-- returns that time, this call not counted; the microseconds to wait, 0 when it is allowed; and whether
-- the time was cut short, which must be remembered even of a refused call: else it would be cut at
-- each call anew, and the wait would never end
local function gcra(key, at_us, interval_us, count)
  local kept = tonumber(redis.call('GET', key) or at_us) or at_us
  local tat = math.min(math.max(kept, at_us), at_us + interval_us * count)
  return tat, math.max(0, tat - at_us - interval_us * (count - 1)), tat < kept
end

local function remember_gcra(key, at_us, tat)
  redis.call('SET', key, string.format('%.0f', tat), 'PX', math.ceil((tat - at_us) / 1000) + 1)
end
