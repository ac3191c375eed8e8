-- consume.lua: use a token, once, and with it all links of its account. Whose it was is kept only for
-- those who may ask again.
-- KEYS[1] token record   KEYS[2] app record
-- ARGV[1] app   ARGV[2] TTL in force, ms   ARGV[3] prefix of account records, same hash tag
-- ARGV[4] HMAC of the idempotency key, "" for none
-- returns {"consumed", request, issued at, sealed} or {"expired" | "used" | "replaced" |
--         "revoked"} or nil when unknown
local at = now()
local verdict, token, _, account = judge(KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], KEYS[2], at)
local again = verdict == 'used' and token.state == 'used' and ARGV[4] ~= ''
  and token.idempotency == ARGV[4]
if verdict == 'live' then
  redis.call('HSET', KEYS[1], 'state', 'used', 'idempotency', ARGV[4])
  if ARGV[4] == '' then redis.call('HDEL', KEYS[1], 'sealed') end
  raise_since(account, at + 1, 'used') -- Those of this very millisecond too, as revoke.lua does.
elseif not again then
  return verdict and {verdict}
end
return {'consumed', token.request, token.issued, token.sealed}
