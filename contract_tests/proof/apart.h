#pragma once

// Work that each has a process of its own: neither RapidCheck's generators, which are for one
// thread, nor a crash may meet those of another. For a process of one thread.

#include <cstddef>
#include <functional>
#include <string>

namespace invitro::contract {

/// Calls `work(i)` for each i below `count`, `jobs` of them at once, and here, as each ends,
/// `done(i, what it returned)`: "" if its process died or could not be started.
void EachApart(std::size_t count, int jobs, const std::function<std::string(std::size_t)>& work,
               const std::function<void(std::size_t, const std::string&)>& done);

}  // namespace invitro::contract
