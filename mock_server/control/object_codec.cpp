#include "mock_server/control/object_codec.h"

#include <algorithm>

namespace invitro::control {

using nlohmann::json;

ObjectReader::ObjectReader(const json& value, std::string path)
    : value_(value), path_(std::move(path)) {
  if (!value.is_object()) {
    error_ = (path_.empty() ? std::string("the body") : path_) + " must be an object";
  }
}

std::string ObjectReader::PathOf(const std::string& name) const {
  return path_.empty() ? name : path_ + "." + name;
}

const json* ObjectReader::Member(const char* name) {
  known_.emplace_back(name);
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(name);
  return found == value_.end() ? nullptr : &*found;
}

void ObjectReader::Fail(const char* name, const std::string& what) {
  if (!error_) error_ = "'" + PathOf(name) + "' " + what;
}

void ObjectReader::Require(const char* name) {
  if (!Member(name)) Fail(name, "is missing");
}

std::optional<std::string> ObjectReader::Text(const char* name) {
  const json* member = Member(name);
  if (!member) return std::nullopt;
  if (member->is_string()) return member->get<std::string>();
  Fail(name, "must be a string");
  return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::Integer(const char* name, std::int64_t least,
                                                  std::int64_t most) {
  const json* member = Member(name);
  if (!member) return std::nullopt;
  // An unsigned number beyond int64 would wrap; it is out of every range that is asked for.
  const bool fits = member->is_number_integer() &&
                    (!member->is_number_unsigned() ||
                     member->get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
  if (fits) {
    const auto number = member->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  Fail(name, "must be an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<bool> ObjectReader::Flag(const char* name) {
  const json* member = Member(name);
  if (!member) return std::nullopt;
  if (member->is_boolean()) return member->get<bool>();
  Fail(name, "must be true or false");
  return std::nullopt;
}

std::optional<std::string> ObjectReader::Error() {
  if (error_ || !value_.is_object()) return error_;
  for (const auto& [name, unused] : value_.items()) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    std::string possible;
    for (const std::string& known : known_) {
      if (possible.find("'" + known + "'") == std::string::npos) {
        possible += (possible.empty() ? "'" : ", '") + known + "'";
      }
    }
    error_ = "unknown field '" + PathOf(name) + "'; there are: " + possible;
    break;
  }
  return error_;
}

tl::expected<json, std::string> ParseBody(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return json::object();
  json value = json::parse(body, nullptr, false);
  if (value.is_discarded()) return tl::unexpected(std::string("the body is not JSON"));
  return value;
}

}  // namespace invitro::control
