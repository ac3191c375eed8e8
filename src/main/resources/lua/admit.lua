-- admit.lua: agree on the layout of the store, or refuse to work on another's.
-- KEYS[1] layout   ARGV[1] partitions   ARGV[2] check value of the index key
-- from ARGV[3] on, for each seal key: its name, its check value
-- returns {partitions, check value, as the first node wrote them; the name of a seal key that was
--         another when it was first seen here, "" for none}
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'partitions', ARGV[1], 'index', ARGV[2])
end
local layout = redis.call('HMGET', KEYS[1], 'partitions', 'index')
local foreign = ''
for i = 3, #ARGV, 2 do
  local known = redis.call('HGET', KEYS[1], 'seal:' .. ARGV[i])
  if not known and layout[2] == ARGV[2] then
    redis.call('HSET', KEYS[1], 'seal:' .. ARGV[i], ARGV[i + 1])
  elseif known and known ~= ARGV[i + 1] then
    foreign = ARGV[i]
  end
end
return {layout[1], layout[2], foreign}
