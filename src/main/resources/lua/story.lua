-- story.lua: what became of a request.
-- KEYS[1] job   KEYS[2] due   ARGV[1] job id
-- returns {when it may be claimed or "", field, value, …}, nil when unknown
local job = redis.call('HGETALL', KEYS[1])
if #job == 0 then return nil end
local story = {redis.call('ZSCORE', KEYS[2], ARGV[1]) or ''}
for _, text in ipairs(job) do story[#story + 1] = text end
return story
