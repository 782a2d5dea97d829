// Servers that accept bodies that are not JSON objects, or fail with 500 because of them.

#include <algorithm>

#include "defects/mutants/body_kinds.h"
#include "mock_server/http/target.h"

namespace invitro::defects {
namespace {

std::optional<Response> Refused(const Request& request, const Asked& asked, const Handler& inner,
                                std::optional<Response>& right) {
  if (asked.what != What::kCreate) return std::nullopt;
  right = inner(request);
  return right->status / 100 == 4 ? right : std::nullopt;
}

/// Repairs and accepts what the twin refuses; if `falls`, answers 500 instead.
Wrap OnRefused(const Repair& repair, bool falls) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    std::optional<Response> right;
    if (!Refused(request, asked, inner, right)) return right;
    const auto repaired = repair(std::string(request.body));
    if (!repaired) return right;
    if (falls) return Refusal(500, "The server had an error.");
    Response taken = Ask(inner, request, "POST", std::string(request.target), *repaired);
    return Succeeded(taken) ? taken : right;
  });
}

Repair OnText(const std::function<std::optional<std::string>(std::string)>& change) {
  return [change](const std::string& body) -> std::optional<std::string> {
    if (Json::accept(body)) return std::nullopt;
    return change(body);
  };
}

std::optional<std::string> FromForm(const std::string& body) {
  Json json = Json::object();
  std::size_t at = 0;
  if (body.find('=') == std::string::npos || body.starts_with("{")) return std::nullopt;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find('&', at), body.size());
    const std::string pair = body.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string value = equals < pair.size() ? pair.substr(equals + 1) : "";
    json[pair.substr(0, equals)] = http::PercentDecode(value, true);
    at = end + 1;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Returns the first whole object of the text and ignores the rest.
std::optional<std::string> FirstObject(const std::string& body) {
  if (!body.starts_with("{")) return std::nullopt;
  for (std::size_t end = 2; end < body.size(); ++end) {
    if (body[end - 1] == '}' && Json::accept(body.substr(0, end))) return body.substr(0, end);
  }
  return std::nullopt;
}

std::optional<std::string> WithoutTrailingCommas(std::string body) {
  bool any = false;
  for (std::size_t i = 0; i + 1 < body.size(); ++i) {
    if (body[i] == ',' && (body[i + 1] == '}' || body[i + 1] == ']')) {
      body.erase(i, 1);
      any = true;
    }
  }
  return any ? std::optional(body) : std::nullopt;
}

std::optional<std::string> WithoutComments(const std::string& body) {
  const Json json = Json::parse(body, nullptr, false, true);
  return json.is_discarded() ? std::nullopt : std::optional(json.dump());
}

std::optional<std::string> WithValidText(const std::string& body) {
  std::string left;
  for (const char c : body) {
    if (static_cast<unsigned char>(c) < 0x80U) left += c;
  }
  return left == body ? std::nullopt : std::optional(left);
}

std::optional<std::string> Closed(const std::string& body) {
  for (const char* end : {"}", "\"}", "]}"}) {
    if (Json::accept(body + end)) return body + end;
  }
  return std::nullopt;
}

std::optional<std::string> InDoubleQuotes(std::string body) {
  if (body.find('\'') == std::string::npos) return std::nullopt;
  std::replace(body.begin(), body.end(), '\'', '"');
  return body;
}

std::optional<std::string> WithoutRawControls(const std::string& body) {
  std::string left;
  for (const char c : body) {
    if (static_cast<unsigned char>(c) >= 0x20U) left += c;
  }
  return left == body ? std::nullopt : std::optional(left);
}

std::optional<std::string> WithoutMark(const std::string& body) {
  return body.starts_with("\xEF\xBB\xBF") ? std::optional(body.substr(3)) : std::nullopt;
}

/// The body that stands in for one that has nothing usable.
std::string Usual() { return R"({"email":"machine@example.com","role":"reader","projects":[]})"; }

bool TakeForUsual(Json& body, bool fits) {
  if (fits) body = Json::parse(Usual());
  return fits;
}

const std::vector<BodyKind>& TextKinds() {
  static const std::vector<BodyKind> all = {
      {"empty", "INV-CREATE-09 INV-CREATE-10",
       [](const std::string& body) {
         return body.empty() ? std::optional(Usual()) : std::nullopt;
       }},
      {"form", "INV-CREATE-09", OnText(FromForm)},
      {"trailing_garbage", "INV-CREATE-09", OnText(FirstObject)},
      {"trailing_comma", "INV-CREATE-09", OnText(WithoutTrailingCommas)},
      {"comments", "INV-CREATE-09", OnText(WithoutComments)},
      {"invalid_utf8", "INV-CREATE-09", OnText(WithValidText)},
      {"cut_short", "INV-CREATE-09", OnText(Closed)},
      {"single_quotes", "INV-CREATE-09", OnText(InDoubleQuotes)},
      {"raw_controls", "INV-CREATE-09", OnText(WithoutRawControls)},
      {"byte_order_mark", "INV-CREATE-09", WithoutMark},
      {"null", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09",
       OnJson([](Json& body) { return TakeForUsual(body, body.is_null()); })},
      {"a_text", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09",
       OnJson([](Json& body) { return TakeForUsual(body, body.is_string()); })},
      {"a_number", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09",
       OnJson([](Json& body) { return TakeForUsual(body, body.is_number()); })},
      {"an_empty_array", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09",
       OnJson([](Json& body) { return TakeForUsual(body, body.is_array() && body.empty()); })},
      {"an_array_of_one", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09", OnJson([](Json& body) {
         if (!body.is_array() || body.size() != 1 || !body[0].is_object()) return false;
         body = Json(body[0]);
         return true;
       })},
      {"an_object_in_a_text", "INV-CREATE-10 INV-CREATE-11 INV-CREATE-09", OnJson([](Json& body) {
         const Json inner =
             body.is_string() ? Json::parse(body.get<std::string>(), nullptr, false) : Json();
         if (!inner.is_object()) return false;
         body = inner;
         return true;
       })},
  };
  return all;
}

}  // namespace

Repair OnJson(const std::function<bool(Json& body)>& change) {
  return [change](const std::string& body) -> std::optional<std::string> {
    Json json = Json::parse(body, nullptr, false);
    if (json.is_discarded() || !change(json)) return std::nullopt;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
}

std::vector<Mutant> OfKinds(const std::vector<BodyKind>& kinds) {
  std::vector<Mutant> all;
  for (const BodyKind& kind : kinds) {
    const std::string rules = std::string(kind.rules) + " INV-CREATE-19";
    all.push_back({std::string("takes_body.") + kind.name, rules, OnRefused(kind.repair, false)});
    all.push_back(
        {std::string("falls_over_body.") + kind.name, rules, OnRefused(kind.repair, true)});
  }
  return all;
}

std::vector<Mutant> BodyTextMutants() { return OfKinds(TextKinds()); }

}  // namespace invitro::defects
