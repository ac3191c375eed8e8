-- note.lua: write down what happened, each in the trail of the address that it happened to. A trail is
-- three lists: what was asked for and mailed, which anybody can make long; looks at links, live and dead,
-- of which whoever has one can make as many as he likes; and what was done with links. So nobody can
-- push out that a link was used.
-- KEYS the trail of each note, or the job that names it
-- ARGV[1] prefix of trails, same hash tag   ARGV[2] most entries of a list   ARGV[3] keep, ms
-- and for each note four more: "asked" | "links" | "looks", its age in ms, its rule, its entry:
--   "<event>|<json>"
-- rule "merge": counts as one with the entry before it if that is of the same event
--      "once": says nothing new if the request was over its limit from the start
-- returns the positions of the notes whose trail is not known
local prefix, most, keep = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local at = now()
local lists, lost = {}, {}
for i, key in ipairs(KEYS) do
  local trail, limited = key, false
  if key:sub(1, #prefix) ~= prefix then
    local job = redis.pcall('HMGET', key, 'trail', 'verdict')
    trail = job[1] and prefix .. job[1]
    limited = job[2] == 'n'
  end
  if not trail then
    lost[#lost + 1] = i
  elseif not (limited and ARGV[4 * i + 2] == 'once') then
    lists[i] = trail .. ':' .. ARGV[4 * i]
    redis.call('EXISTS', lists[i])
  end
end

local function note(list, age, rule, entry)
  local known = redis.call('LRANGE', list, 0, -1)
  local first, count, times = 0, #known, 1
  while first < count and tonumber(known[first + 1]:match('^%d+')) < at - keep do
    first = first + 1
  end
  if rule == 'merge' and count > first then
    local before, event = known[count]:match('^%d+|(%d+)|([^|]*)')
    if event == entry:match('^[^|]*') then times, count = before + 1, count - 1 end
  end
  first = math.max(first, count - most + 1)
  -- Always the same commands, whatever there is to be merged or thrown away.
  redis.call('LTRIM', list, count > 0 and first or 1, math.max(count - 1, 0))
  redis.call('RPUSH', list, string.format('%.0f|%d|', at - age, times) .. entry)
  redis.call('PEXPIRE', list, keep)
end

for i = 1, #KEYS do
  if lists[i] then note(lists[i], ARGV[4 * i + 1], ARGV[4 * i + 2], ARGV[4 * i + 3]) end
end
return lost
