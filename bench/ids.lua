-- wrk: GET of what the argument begins with, completed by each id of the file that it ends with:
-- "?limit=20&after= FILE" asks for pages from all over the organization, "/ FILE" for invites.
local ids = {}
local next = 0

function init(args)
  local file
  suffix, file = string.match(args[1], "^(%S+) (%S+)$")
  for line in io.lines(file) do
    ids[#ids + 1] = line
  end
  -- In an order that no cache guesses.
  math.randomseed(1)
  for i = #ids, 2, -1 do
    local j = math.random(i)
    ids[i], ids[j] = ids[j], ids[i]
  end
end

function request()
  next = next % #ids + 1
  return wrk.format("GET", wrk.path .. suffix .. ids[next])
end
