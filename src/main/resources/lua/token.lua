-- token.lua: is a token live? The one place that knows.

-- How long an account's record outlives what set it. It may judge a job that was replayed when it was
-- 8 days old (replay.lua) and worked for another day, the link that it mailed then (24 h), and that
-- link's tombstone (24 h).
local ACCOUNT_KEEP = 12 * 24 * 3600 * 1000

-- returns the number, nil when it is none or cannot be compared: no time is before or after nan, and
-- what was issued at the end of all times would live until then
local function instant(text)
  local number = tonumber(text)
  return number and number >= 0 and number < 2 ^ 52 and number or nil
end

-- record  the token's key      app  who asks       ttl  the TTL in force, ms
-- accounts  prefix of account records, same hash tag      app_record  the app's record
-- returns nil when unknown to this app, else "live" | "used" | "revoked" | "replaced" | "expired",
--         the token's fields, the time at which it ends, the key of its account's record
local function judge(record, app, ttl, accounts, app_record, at)
  local t = redis.call('HMGET', record, 'app', 'account', 'issued', 'expires', 'accepted', 'request',
    'state', 'sealed', 'idempotency')
  local token = {app = t[1], account = t[2], issued = instant(t[3]), expires = instant(t[4]),
    accepted = instant(t[5]), request = t[6], state = t[7], sealed = t[8], idempotency = t[9]}
  -- A record that cannot be read whole is refused, never taken for one without an end (S3).
  if token.app ~= app or not (token.account and token.issued and token.expires and token.accepted)
    then return nil end
  local account = accounts .. token.account
  local since = redis.call('HMGET', account, 'at', 'reason', 'revoked')
  local dead_before = tonumber(redis.call('HGET', app_record, 'dead-before') or 0)
  local ends = math.min(token.expires, token.issued + ttl)

  local verdict
  if token.state == 'used' then verdict = 'used'
  elseif token.state ~= 'live' then return nil
  elseif since[3] and token.accepted < tonumber(since[3]) then verdict = 'revoked'
  elseif since[1] and token.accepted < tonumber(since[1]) then verdict = since[2]
  elseif at >= ends or token.issued <= dead_before then verdict = 'expired'
  else verdict = 'live' end
  return verdict, token, ends, account
end

-- Kills the links of an account whose requests were accepted before `at`. Never lowers it: after a
-- fail-over the clock may be behind, and a dead link must not come to life.
local function raise_since(account, at, reason)
  local since = tonumber(redis.call('HGET', account, 'at') or 0)
  if at > since then redis.call('HSET', account, 'at', at, 'reason', reason) end
  redis.call('PEXPIRE', account, ACCOUNT_KEEP)
end
