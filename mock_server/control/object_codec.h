#pragma once

// Reads a JSON object strictly: each field asked for by name and kind, the first thing wrong
// remembered, and a field that nobody asked for is wrong too. For one thread.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace invitro::control {

class ObjectReader {
 public:
  /// `path` names the object in errors: "invites[3]", or "" for the body itself.
  ObjectReader(const nlohmann::json& value, std::string path);

  /// The field, or null where it is absent.
  const nlohmann::json* Member(const char* name);

  /// These answer nullopt where the field is absent, or wrong (then Error() says how). Bounds are
  /// included.
  std::optional<std::string> Text(const char* name);
  std::optional<std::int64_t> Integer(const char* name, std::int64_t least, std::int64_t most);
  std::optional<bool> Flag(const char* name);

  /// A string that is one of `words`: its index.
  template <class Enum>
  std::optional<Enum> Word(const char* name,
                           std::initializer_list<std::pair<std::string_view, Enum>> words) {
    const auto text = Text(name);
    if (!text) return std::nullopt;
    std::string possible;
    for (const auto& [word, value] : words) {
      if (*text == word) return value;
      possible += (possible.empty() ? "" : ", ") + std::string(word);
    }
    Fail(name, "must be one of " + possible);
    return std::nullopt;
  }

  /// Notes that the field must be there.
  void Require(const char* name);

  /// Notes an error of the caller's own about a field.
  void Fail(const char* name, const std::string& what);

  /// What is wrong, in one line; nullopt if nothing is. Ask last: it looks for fields nobody asked
  /// for.
  std::optional<std::string> Error();

  /// The object's own path with `name` behind it.
  std::string PathOf(const std::string& name) const;

 private:
  const nlohmann::json& value_;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<std::string> error_;
};

/// The body as JSON; the error is one line. An empty body is an empty object.
tl::expected<nlohmann::json, std::string> ParseBody(std::string_view body);

}  // namespace invitro::control
