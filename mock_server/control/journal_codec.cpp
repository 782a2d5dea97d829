#include "mock_server/control/journal_codec.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "mock_server/control/object_codec.h"
#include "mock_server/http/target.h"

namespace invitro::control {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using tenant::ClippedText;
using tenant::JournalEntry;
using tenant::JournalView;

/// JSON as JSON, anything else (and what was clipped) as a string.
ordered_json BodyValue(const ClippedText& body) {
  if (body.bytes == 0) return nullptr;
  if (!body.clipped()) {
    ordered_json value = ordered_json::parse(body.text, nullptr, false);
    if (!value.is_discarded()) return value;
  }
  return body.text;
}

ordered_json EntryValue(const JournalEntry& entry) {
  const http::Target target = http::ParseTarget(entry.target);
  ordered_json query = ordered_json::object();
  for (const auto& [name, value] : target.query) query[name] = value;
  ordered_json value{{"number", entry.number},
                     {"at", entry.stamp.at},
                     {"operation", nullptr},
                     {"method", entry.method},
                     {"path", target.path},
                     {"query", std::move(query)},
                     {"body", BodyValue(entry.body)},
                     {"status", entry.status},
                     {"request_id", entry.request_id},
                     {"answer", BodyValue(entry.answer)},
                     {"clipped", entry.body.clipped() || entry.answer.clipped()}};
  if (!entry.operation.empty()) value["operation"] = entry.operation;
  return value;
}

/// Answers are text that may hold what callers sent, so bytes that are not UTF-8 must not throw.
std::string Dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// What `got` lacks of `wanted`: objects need hold no more than the wanted fields, all else must be
/// equal.
void Differences(const std::string& path, const json& wanted, const json& got,
                 std::vector<std::string>& differs) {
  if (wanted.is_object() && got.is_object()) {
    for (const auto& [name, value] : wanted.items()) {
      const auto found = got.find(name);
      Differences(path + "." + name, value, found == got.end() ? json() : *found, differs);
    }
    return;
  }
  if (wanted == got) return;
  const auto text = [](const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
  };
  differs.push_back(path + ": expected " + text(wanted) + ", got " + text(got));
}

struct NearMiss {
  const JournalEntry* entry;
  std::vector<std::string> differs;
};

std::optional<std::string> MatcherError(const json& matcher) {
  constexpr int kLowestStatus = 100;
  constexpr int kHighestStatus = 599;
  ObjectReader reader(matcher, "");
  reader.Text("operation");
  reader.Text("method");
  reader.Text("path");
  reader.Integer("status", kLowestStatus, kHighestStatus);
  reader.Member("body");
  const json* query = reader.Member("query");
  if (query && !query->is_object()) reader.Fail("query", "must be an object");
  return reader.Error();
}

}  // namespace

std::string EncodeJournal(const JournalView& journal) {
  ordered_json requests = ordered_json::array();
  for (const JournalEntry& entry : journal.entries) requests.push_back(EntryValue(entry));
  return Dump({{"requests", std::move(requests)},
               {"forgotten", journal.forgotten},
               {"capacity", tenant::Journal::kCapacity}});
}

tl::expected<std::string, std::string> CountRequests(const JournalView& journal,
                                                     std::string_view text) {
  const auto matcher = ParseBody(text);
  if (!matcher) return tl::unexpected(matcher.error());
  if (const auto error = MatcherError(*matcher)) return tl::unexpected(*error);
  std::uint64_t count = 0;
  std::vector<NearMiss> near;
  for (const JournalEntry& entry : journal.entries) {
    const json value = EntryValue(entry);
    NearMiss miss{&entry, {}};
    for (const auto& [name, wanted] : matcher->items()) {
      Differences(name, wanted, value.at(name), miss.differs);
    }
    if (miss.differs.empty()) {
      ++count;
    } else {
      near.push_back(std::move(miss));
    }
  }
  constexpr std::size_t kMostNear = 3;
  std::ranges::stable_sort(near, {}, [](const NearMiss& miss) { return miss.differs.size(); });
  if (near.size() > kMostNear) near.resize(kMostNear);
  ordered_json misses = ordered_json::array();
  for (const NearMiss& miss : near) {
    misses.push_back({{"request", EntryValue(*miss.entry)}, {"differs", miss.differs}});
  }
  return Dump(
      {{"count", count}, {"forgotten", journal.forgotten}, {"near_misses", std::move(misses)}});
}

}  // namespace invitro::control
