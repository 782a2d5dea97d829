#include "mock_server/server/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace invitro::server {
namespace {

/// Targets are a stranger's bytes: none of them may move the cursor of a terminal or begin a line.
std::string Printable(std::string_view text) {
  constexpr std::size_t kMost = 500;
  std::string printable(text.substr(0, kMost));
  std::ranges::replace_if(
      printable, [](char c) { return c < ' ' || c > '~'; }, '?');
  return printable;
}

}  // namespace

std::optional<Log> Log::Make(const std::string& level) {
  constexpr std::array<std::string_view, 6> kLevels{"trace", "debug", "info",
                                                    "warn",  "error", "off"};
  if (std::ranges::find(kLevels, level) == kLevels.end()) return std::nullopt;
  auto logger = std::make_shared<spdlog::logger>("invitro",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog::level::from_str(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  return Log(std::move(logger));
}

bool Log::Wants() const { return logger_->should_log(spdlog::level::info); }

void Log::Request(const RequestLine& line) const {
  logger_->info("{} {} {} {}us {} key={}", Printable(line.method), Printable(line.target),
                line.status, line.took_us, line.request_id, line.key.empty() ? "-" : line.key);
}

void Log::Warn(std::string_view text) const { logger_->warn("{}", text); }
void Log::Info(std::string_view text) const { logger_->info("{}", text); }

}  // namespace invitro::server
