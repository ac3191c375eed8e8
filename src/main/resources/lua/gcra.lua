-- gcra.lua: the generic cell rate algorithm (ITU-T I.371): one number a key, the time at which the
-- key will be as good as new ("theoretical arrival time"), in microseconds.

-- returns that time once this call is counted, and the microseconds to wait: 0 when it is allowed
local function gcra(key, at_us, interval_us, count)
  local tat = tonumber(redis.call('GET', key) or at_us) or at_us
  if tat < at_us then tat = at_us end
  local wait = tat - at_us - interval_us * (count - 1)
  if wait > 0 then return tat, wait end
  return tat + interval_us, 0
end

local function remember_gcra(key, at_us, tat)
  redis.call('SET', key, string.format('%.0f', tat), 'PX', math.ceil((tat - at_us) / 1000) + 1)
end
