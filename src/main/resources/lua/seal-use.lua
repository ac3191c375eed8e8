-- seal-use.lua: with which keys is a part of what is kept sealed? Opens nothing, changes nothing.
-- Not part of any work: where SCAN or PTTL is not allowed it says so, and is no sign of trouble.
-- KEYS[1] any key of the partition, to find its server   ARGV[1] what its keys look like
-- ARGV[2] cursor of SCAN   ARGV[3] about how many keys to look at
-- returns {next cursor, key id, what for, how many, ms until the last of them ends, -1 for never, …}
--         what for: "links" that work, mails "waiting", "dead" letters, "rest": what tells stories
--         or {"denied", why}
local at = now()
local scan = redis.pcall('SCAN', ARGV[2], 'MATCH', ARGV[1], 'COUNT', ARGV[3])
if scan.err then return {'denied', scan.err} end
local use, order = {}, {}

local function count(sealed, purpose, left)
  local id = sealed:match('^1%.([a-z0-9-]+)%.')
  if not id then return end
  local name = id .. ' ' .. purpose
  if not use[name] then
    use[name] = {id, purpose, 0, 0}
    order[#order + 1] = name
  end
  local found = use[name]
  found[3] = found[3] + 1
  found[4] = (left < 0 or found[4] < 0) and -1 or math.max(found[4], left)
end

local function purpose_of(fields, is_token)
  if is_token then
    return fields.state == 'live' and at < (tonumber(fields.expires) or 0) and 'links' or 'rest'
  end
  if fields.state == 'dead' then return 'dead' end
  return (fields.state == 'sent' or fields.state == 'ended') and 'rest' or 'waiting'
end

for _, key in ipairs(scan[2]) do
  local is_token, is_job = key:find('}:token:', 1, true), key:find('}:job:', 1, true)
  local hash = (is_token or is_job) and redis.pcall('HGETALL', key) or {}
  if not hash.err and #hash > 0 then
    local left = redis.pcall('PTTL', key)
    if type(left) == 'table' then return {'denied', left.err} end
    local fields = {}
    for i = 1, #hash, 2 do fields[hash[i]] = hash[i + 1] end
    count(fields.sealed or '', purpose_of(fields, is_token), left)
    for name, line in pairs(fields) do
      -- What relays have said, as AttemptLine has it.
      if name:sub(1, 4) == 'try:' then count(line:match('|(1%.[^|]*)') or '', 'rest', left) end
    end
  end
end

local answer = {scan[1]}
for _, name in ipairs(order) do
  for i = 1, 4 do answer[#answer + 1] = use[name][i] end
end
return answer
