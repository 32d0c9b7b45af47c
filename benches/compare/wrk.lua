-- What wrk asks: wrk ... -s wrk.lua URL -- METHOD PATH BODY CONTENT-TYPE FIRST USERS [MILLISECONDS]
--
-- With MILLISECONDS each connection rests so long, more or less, between two requests.
-- {user} in path and body stands for a user drawn anew for each request, of USERS from FIRST on. The last line is JSON.

local method, path, body, kind, first, users
local ready

local function put(text, user)
  return (text:gsub("{user}", user))
end

local function build(user)
  local headers = {}
  if body ~= "" then
    headers["content-type"] = kind
  end
  return wrk.format(method, put(path, user), headers, body ~= "" and put(body, user) or nil)
end

function init(arguments)
  method, path, body, kind = arguments[1], arguments[2], arguments[3], arguments[4]
  first, users = tonumber(arguments[5]), tonumber(arguments[6])
  local rest = tonumber(arguments[7])
  if rest then
    -- Defined only where it is asked for: wrk asks a delay that is there before each request.
    function delay()
      return math.random(0, 2 * rest)
    end
  end
  math.randomseed(42)
  if not (path .. body):find("{user}", 1, true) then
    ready = build("")
  end
end

function request()
  return ready or build(string.format("%d", first + math.random(0, users - 1)))
end

function done(summary, latency)
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "errors": %d, "p50": %.3f, "p99": %.3f, "max": %.3f}\n',
    summary.requests,
    summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    latency.max / 1e3
  ))
end
