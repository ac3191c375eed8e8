-- requests.lua: for wrk: reset requests, each for an address of its own.
local thread = 0
function setup(t)
  t:set("id", thread)
  thread = thread + 1
end
function init()
  count = 0
  key = os.getenv("BENCH_KEY")
end
function request()
  count = count + 1
  local body = string.format('{"email":"bench-%d-%d@example.com"}', id, count)
  return wrk.format("POST", "/v1/reset-requests", {
    ["Authorization"] = "Bearer " .. key,
    ["Content-Type"] = "application/json"
  }, body)
end
function done(summary)
  io.write(string.format("answered %d, not 2xx %d, errors %d, requests/s %.0f\n", summary.requests,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write +
    summary.errors.timeout, summary.requests / (summary.duration / 1e6)))
end
