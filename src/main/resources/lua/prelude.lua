-- prelude.lua: what every script begins with.
-- Time is that of Redis itself (requirement R2), so that all nodes agree on it.

-- returns microseconds since 1970
local function now_us()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- returns milliseconds since 1970
local function now()
  return math.floor(now_us() / 1000)
end
