#include "contract_tests/description/references.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace invitro::description {
namespace {

constexpr int kMaxReferences = 100;

/// Undoes the escapes of a fragment (%7B) and of a JSON pointer (~1 is '/', ~0 is '~').
std::string Unescape(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    unsigned char byte = 0;
    const char* const hex = token.data() + i + 1;
    if (token[i] == '%' && i + 2 < token.size() &&
        std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
      plain += static_cast<char>(byte);
      i += 2;
    } else if (token[i] == '~' && i + 1 < token.size() &&
               (token[i + 1] == '0' || token[i + 1] == '1')) {
      plain += token[++i] == '0' ? '~' : '/';
    } else {
      plain += token[i];
    }
  }
  return plain;
}

/// The child of a container that one token of a JSON pointer names, or nullptr.
const Json* Child(const Json& value, const std::string& token) {
  if (value.is_object()) return Member(value, token.c_str());
  if (!value.is_array()) return nullptr;
  std::size_t index = 0;
  const char* const end = token.data() + token.size();
  const auto [stopped_at, error] = std::from_chars(token.data(), end, index);
  const bool found = stopped_at == end && error == std::errc() && index < value.size();
  return found ? &value[index] : nullptr;
}

}  // namespace

const Json* Member(const Json& value, const char* name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

std::string Text(const Json& value, const char* name) {
  const Json* const member = Member(value, name);
  return member != nullptr && member->is_string() ? member->get<std::string>() : std::string();
}

tl::expected<const Json*, std::string> FindReference(const Json& document,
                                                     const std::string& reference) {
  if (reference == "#") return &document;
  if (!reference.starts_with("#/")) {
    return tl::unexpected("it refers to another document: '" + reference + "'");
  }
  const Json* value = &document;
  std::string_view rest = std::string_view(reference).substr(1);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view token = rest.substr(0, rest.find('/'));
    rest.remove_prefix(token.size());
    value = Child(*value, Unescape(token));
    if (value == nullptr) return tl::unexpected("it has no '" + reference + "'");
  }
  return value;
}

tl::expected<const Json*, std::string> Resolve(const Json& document, const Json& value) {
  const Json* at = &value;
  for (int i = 0; i < kMaxReferences; ++i) {
    const Json* const reference = Member(*at, "$ref");
    if (reference == nullptr || !reference->is_string()) return at;
    auto next = FindReference(document, reference->get<std::string>());
    if (!next) return next;
    at = *next;
  }
  return tl::unexpected("its references go in a circle: '" + Text(*at, "$ref") + "'");
}

}  // namespace invitro::description
