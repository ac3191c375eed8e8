-- limit.lua: count one call against a limit that its caller may know of.
-- KEYS[1] limit   ARGV[1] interval, microseconds   ARGV[2] count
-- returns the microseconds to wait, 0 when the call is allowed
local at_us = now_us()
local tat, wait = gcra(KEYS[1], at_us, tonumber(ARGV[1]), tonumber(ARGV[2]))
if wait == 0 then remember_gcra(KEYS[1], at_us, tat) end
return math.ceil(wait)
