#pragma once

// Builds a JSON value from the events of a parser, within the limits of limits.h.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace invitro::description {

using Json = nlohmann::json;

/// For one document and one thread. Every function that returns false has exceeded a limit or met a
/// document that JSON cannot hold; error() then says which, and the parser must stop.
class TreeBuilder {
 public:
  bool OpenObject() { return Open(Json::object()); }
  bool OpenArray() { return Open(Json::array()); }

  /// Closes the innermost container and returns it. The reference is valid until the next call.
  const Json& Close();

  /// The key of the next value of the innermost object. The last of two equal keys counts.
  bool Key(std::string key);

  bool Scalar(Json value);

  /// Keeps a copy of `value` under a number, for Alias(). The copy counts towards the limits.
  bool Anchor(std::size_t number, const Json& value);

  /// Adds a copy of what Anchor() has kept, as a value or as a key.
  bool Alias(std::size_t number);

  /// True if the innermost container is an object whose next event must be a key.
  bool ExpectsKey() const;

  const std::string& error() const { return error_; }

  /// The whole value, once its parser has ended.
  Json Take() { return std::move(root_); }

 private:
  struct Extent {
    std::size_t nodes = 0, bytes = 0, depth = 0;
  };
  struct Kept {
    Json value;
    Extent extent;
  };

  static Extent Measure(const Json& value);
  bool Open(Json container);
  bool Count(const Extent& extent);
  Json* Place(Json value);
  bool Fail(std::string error);

  Json root_;
  std::vector<Json*> open_;  // from the root to the innermost container
  Json* member_ = nullptr;   // the place of the value that belongs to the last key
  std::map<std::size_t, Kept> kept_;
  Extent used_;
  std::string error_;
};

}  // namespace invitro::description
