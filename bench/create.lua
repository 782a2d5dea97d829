-- wrk: each request creates an invite to an address of its own; threads must not share them.
local count = 0
local thread = 0

function setup(t)
  t:set("id", thread)
  thread = thread + 1
end

function request()
  count = count + 1
  local body = string.format('{"email":"bench-%s-%d-%d@example.com","role":"reader"}', run or "x", id, count)
  return wrk.format("POST", nil, nil, body)
end

function init(args)
  run = args[1]
  wrk.headers["Content-Type"] = "application/json"
end
