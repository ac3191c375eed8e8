-- dead-letters.lua: a page of the dead letters of one partition, the newest first.
-- KEYS[1] dead letters   ARGV[1] prefix of job keys, same hash tag
-- ARGV[2] time of death at which the page begins, "+inf" for the newest
-- ARGV[3] id behind which it begins among those that died at that time, "" for all of them
-- ARGV[4] app, "" for any   ARGV[5] reason, "" for any   ARGV[6] how many at most
-- ARGV[7] how many to look at
-- returns {"end" | "more" when there may be others, died at and id of the last that was looked at,
--          {id, died at, app, accepted, reason, attempts, generation, sealed, last attempt}, …};
--          a field that is missing is empty
local FIELDS = {'app', 'accepted', 'reason', 'attempts', 'generation', 'sealed'}
local ATTEMPTS_TOLD = 100
local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[2], '-inf', 'WITHSCORES',
  'LIMIT', 0, ARGV[7])
local page = {#found / 2 < tonumber(ARGV[7]) and 'end' or 'more', '', ''}

local function matches(job)
  return job[3] and (ARGV[4] == '' or job[1] == ARGV[4]) and (ARGV[5] == '' or job[3] == ARGV[5])
end

-- As Redis orders ids of equal score; the < of Lua goes by the server's locale.
local function is_less(a, b)
  for i = 1, math.min(#a, #b) do
    if a:byte(i) ~= b:byte(i) then return a:byte(i) < b:byte(i) end
  end
  return #a < #b
end

for i = 1, #found, 2 do
  local id, died = found[i], found[i + 1]
  -- Of equal scores the greater id comes first.
  local before = died == ARGV[2] and ARGV[3] ~= '' and not is_less(id, ARGV[3])
  local job = not before and redis.call('HMGET', ARGV[1] .. id, unpack(FIELDS))
  if job and matches(job) then
    if #page - 3 == tonumber(ARGV[6]) then
      page[1] = 'more'
      break
    end
    local letter = {id, died}
    for field = 1, #FIELDS do letter[#letter + 1] = job[field] or '' end
    local last = (tonumber(job[4]) or 0) % ATTEMPTS_TOLD
    letter[#letter + 1] = redis.call('HGET', ARGV[1] .. id, 'try:' .. last) or ''
    page[#page + 1] = letter
  end
  page[2], page[3] = died, id
end
return page
