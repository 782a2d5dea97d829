#pragma once

// The twin's log: one line a request, to stderr. What it is given must hold no key that is not
// redacted. Safe from any thread.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace invitro::server {

struct RequestLine {
  std::string_view method;
  std::string_view target;
  int status = 0;
  std::int64_t took_us = 0;
  std::string_view request_id;
  std::string_view key;  // redacted; empty: none
};

class Log {
 public:
  /// `level`: trace, debug, info, warn, error or off; nullopt for another word.
  static std::optional<Log> Make(const std::string& level);

  /// Whether requests are logged at all.
  bool Wants() const;
  void Request(const RequestLine& line) const;
  void Warn(std::string_view text) const;
  void Info(std::string_view text) const;

 private:
  explicit Log(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace invitro::server
