#include "mock_server/control/policies_codec.h"

#include <optional>

#include "mock_server/control/object_codec.h"
#include "mock_server/organization/policy_table.h"

namespace invitro::control {
namespace {

using nlohmann::json;
using organization::Policies;
using organization::PolicyValue;

std::optional<PolicyValue> ValueOf(const json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) return std::string_view(*text);
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return std::nullopt;
}

tl::expected<json, std::string> InnerObject(json body) {
  if (!body.is_object() || !body.contains("policies")) return body;
  ObjectReader reader(body, "");
  const json* inner = reader.Member("policies");
  reader.Member("evidence");
  if (const auto error = reader.Error()) return tl::unexpected(*error);
  return *inner;
}

}  // namespace

std::string EncodePolicies(const Policies& policies) {
  nlohmann::ordered_json inner = nlohmann::ordered_json::object();
  for (const organization::PolicyEntry& entry : organization::PolicyTable()) {
    std::visit([&](const auto& value) { inner[std::string(entry.name)] = value; },
               organization::GetPolicy(entry, policies));
  }
  return nlohmann::ordered_json{{"policies", std::move(inner)}}.dump();
}

tl::expected<Policies, std::string> DecodePolicies(Policies onto, std::string_view text) {
  auto body = ParseBody(text);
  if (!body) return tl::unexpected(body.error());
  const auto inner = InnerObject(*std::move(body));
  if (!inner) return tl::unexpected(inner.error());
  if (!inner->is_object()) return tl::unexpected(std::string("'policies' must be an object"));
  for (const auto& [name, value] : inner->items()) {
    const auto given = ValueOf(value);
    if (!given) return tl::unexpected("policy '" + name + "' must be a word or a whole number");
    const auto set = organization::SetPolicy(onto, name, *given);
    if (!set) return tl::unexpected(set.error());
  }
  return onto;
}

}  // namespace invitro::control
