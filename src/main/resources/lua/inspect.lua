-- inspect.lua: look at a token, and change nothing.
-- KEYS[1] token record   KEYS[2] app record
-- ARGV[1] app   ARGV[2] TTL in force, ms   ARGV[3] prefix of account records, same hash tag
-- returns {"live", request, issued at, ends at, sealed} or {"expired" | "used" | "replaced" |
--         "revoked", request} or nil when unknown
local verdict, token, ends = judge(KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], KEYS[2], now())
if verdict ~= 'live' then return verdict and {verdict, token.request or ''} end
return {'live', token.request, token.issued, ends, token.sealed}
