// Servers that find an invite by a text that is not its id, or fail on unusual texts.

#include <algorithm>
#include <cctype>

#include "defects/mutants/mutant.h"
#include "defects/mutants/text.h"
#include "mock_server/http/target.h"

namespace invitro::defects {
namespace {

constexpr const char* kInvites = "/v1/organization/invites";

struct Place {
  const char* name;
  What what;
  const char* rules;
};

constexpr Place kPlaces[] = {{"retrieve", What::kRetrieve, "INV-GET-02"},
                             {"delete", What::kDelete, "INV-DELETE-04"},
                             {"after", What::kList, "INV-PAGE-10 INV-PAGE-15"}};

std::string Encoded(const std::string& text) {
  static constexpr const char* kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 15U];
  }
  return encoded;
}

/// Returns the id in that place of the request, or nullopt.
std::optional<std::string> Named(const Asked& asked, What what) {
  if (asked.what != what) return std::nullopt;
  if (what != What::kList) return asked.id;
  const auto it = asked.query.find("after");
  return it == asked.query.end() ? std::nullopt : std::optional(it->second);
}

/// Sends the same request with another id.
Response About(const Handler& inner, const Request& request, const Asked& asked,
               const std::string& id) {
  if (asked.what != What::kList) {
    return Ask(inner, request, std::string(request.method),
               std::string(kInvites) + "/" + Encoded(id));
  }
  std::string target = std::string(kInvites) + "?after=" + Encoded(id);
  for (const auto& [name, value] : asked.query) {
    if (name != "after") target += "&" + name + "=" + Encoded(value);
  }
  return Ask(inner, request, "GET", target);
}

using Matches = std::function<bool(const std::string& asked, const Json& invite)>;

/// If no invite has the id, uses the first invite that `matches`.
Wrap FindsBy(What what, const Matches& matches) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const auto named = Named(asked, what);
    if (!named) return std::nullopt;
    Response right = inner(request);
    if (right.status != 404 && right.status != 400) return right;
    for (const Json& invite : WholeList(inner, request)) {
      if (matches(*named, invite)) return About(inner, request, asked, IdOf(invite));
    }
    return right;
  });
}

/// Matches if `make(requested id)` is the id of the invite.
Matches Made(const std::function<std::string(const std::string&)>& make) {
  return
      [make](const std::string& asked, const Json& invite) { return make(asked) == IdOf(invite); };
}

/// Matches if `make` returns the same text for both ids.
Matches Alike(const std::function<std::string(const std::string&)>& make) {
  return [make](const std::string& asked, const Json& invite) {
    return !make(asked).empty() && make(asked) == make(IdOf(invite));
  };
}

bool Like(const char* pattern, const char* text) {
  if (*pattern == '\0') return *text == '\0';
  if (*pattern == '%') {
    return Like(pattern + 1, text) || (*text != '\0' && Like(pattern, text + 1));
  }
  return *text != '\0' && (*pattern == '_' || *pattern == *text) && Like(pattern + 1, text + 1);
}

std::string DropLast(const std::string& id) { return id.substr(0, id.empty() ? 0 : id.size() - 1); }

std::string Only(const std::string& text, int (*wanted)(int)) {
  std::string left;
  for (const char c : text) {
    if (wanted(static_cast<unsigned char>(c)) != 0) left += c;
  }
  return left;
}

std::string Sum(const std::string& id) {
  unsigned sum = 0;
  for (const char c : id) sum += static_cast<unsigned char>(c);
  return std::to_string(sum);
}

std::string Without(std::string id, const std::string& end) {
  if (id.ends_with(end)) id.resize(id.size() - end.size());
  return id;
}

std::string AsOneDigit(std::string id) {
  for (char& c : id) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) c = '0';
  }
  return id;
}

std::string Looks(std::string id) {  // as Crockford reads them
  for (char& c : id) {
    if (c == 'O' || c == 'o') c = '0';
    if (c == 'I' || c == 'l') c = '1';
  }
  return id;
}

const std::vector<std::pair<const char*, Matches>>& Matchers() {
  static const std::vector<std::pair<const char*, Matches>> all = {
      {"in_any_case", Alike(LowerCase)},
      {"by_prefix",
       [](const std::string& asked, const Json& invite) {
         return asked.size() > 8 && IdOf(invite).starts_with(asked);
       }},
      {"by_what_begins_with_it",
       [](const std::string& asked, const Json& invite) {
         return asked.starts_with(IdOf(invite));
       }},
      {"by_what_ends_with_it",
       [](const std::string& asked, const Json& invite) { return asked.ends_with(IdOf(invite)); }},
      {"by_like", [](const std::string& asked,
                     const Json& invite) { return Like(asked.c_str(), IdOf(invite).c_str()); }},
      {"up_to_nul", Made([](const std::string& id) { return id.substr(0, id.find('\0')); })},
      {"without_json", Made([](const std::string& id) { return Without(id, ".json"); })},
      {"without_a_slash", Made([](const std::string& id) { return Without(id, "/"); })},
      {"trimmed", Made(Trimmed)},
      {"decoded_twice", Made([](const std::string& id) { return http::PercentDecode(id, true); })},
      {"by_address",
       [](const std::string& asked, const Json& invite) {
         return invite.value("email", std::string()) == asked;
       }},
      {"but_the_last_character", Alike(DropLast)},
      {"but_the_first_character", Alike([](const std::string& id) { return id.substr(1); })},
      {"by_letters_and_digits",
       Alike([](const std::string& id) { return Only(id, std::isalnum); })},
      {"by_sum", Alike(Sum)},
      {"with_any_digits", Alike(AsOneDigit)},
      {"as_it_looks", Alike(Looks)},
      {"without_its_prefix", Alike([](const std::string& id) {
         return id.substr(id.find_first_of("-_") == std::string::npos ? 0 : id.find_first_of("-_"));
       })},
      {"in_quotes", Made([](const std::string& id) {
         return id.size() > 2 && id.front() == '"' ? id.substr(1, id.size() - 2) : id;
       })},
  };
  return all;
}

struct Trap {
  const char* name;
  std::function<bool(const std::string& id)> falls;
};

const std::vector<Trap>& Traps() {
  const auto has = [](const char* characters) {
    return [=](const std::string& id) { return id.find_first_of(characters) != std::string::npos; };
  };
  static const std::vector<Trap> all = {
      {"beyond_64", [](const std::string& id) { return id.size() > 64; }},
      {"beyond_255", [](const std::string& id) { return id.size() > 255; }},
      {"beyond_1000", [](const std::string& id) { return id.size() > 1000; }},
      {"quoted", has("'")},
      {"double_quoted", has("\"")},
      {"of_unicode",
       [](const std::string& id) {
         return std::any_of(id.begin(), id.end(),
                            [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
       }},
      {"with_nul", [](const std::string& id) { return id.find('\0') != std::string::npos; }},
      {"with_a_blank", has(" ")},
      {"with_percent", has("%")},
      {"of_another_length", [](const std::string& id) { return id.size() < 8; }},
  };
  return all;
}

Wrap FallsOver(What what, const Trap& trap, bool html) {
  return Instead([=](const Request& request, const Asked& asked,
                     const Handler& inner) -> std::optional<Response> {
    const auto named = Named(asked, what);
    if (!named || !trap.falls(*named)) return std::nullopt;
    Response right = inner(request);
    if (right.status == 401 || right.status == 403) return right;
    if (!html) return Refusal(500, "The server had an error.");
    return Response{.status = 404, .content_type = "text/html", .body = "<h1>Not found</h1>"};
  });
}

}  // namespace

std::vector<Mutant> IdMutants() {
  std::vector<Mutant> all;
  for (const Place& place : kPlaces) {
    const std::string at = std::string(".") + place.name;
    for (const auto& [name, matches] : Matchers()) {
      all.push_back({std::string("found_") + name + at, place.rules, FindsBy(place.what, matches)});
    }
    for (const Trap& trap : Traps()) {
      all.push_back({std::string("falls_over_id_") + trap.name + at, place.rules,
                     FallsOver(place.what, trap, false)});
      all.push_back({std::string("html_for_id_") + trap.name + at,
                     std::string(place.rules) + " INV-ERR-01 INV-SHAPE-05",
                     FallsOver(place.what, trap, true)});
    }
  }
  return all;
}

}  // namespace invitro::defects
