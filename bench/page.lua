-- wrk: pages of 20 from all over the organization. The argument is a file of ids.
local ids = {}
local next = 0

function init(args)
  for line in io.lines(string.match(args[1], "(%S+)$")) do
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
  return wrk.format("GET", wrk.path .. "?limit=20&after=" .. ids[next])
end
