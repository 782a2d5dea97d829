#include <algorithm>

#include "contract_tests/facts/finding.h"
#include "contract_tests/facts/reading.h"
#include "contract_tests/races/history.h"

namespace invitro::contract {
namespace {

constexpr std::size_t kColumn = 3;  // characters from one event to the next

std::string Row(const History& history, int client, const std::vector<std::int64_t>& events) {
  std::string row(events.size() * kColumn + 1, ' ');
  for (std::size_t i = 0; i < history.size(); ++i) {
    const Interval& each = history[i];
    if (each.client != client) continue;
    const auto column = [&](std::int64_t time) {
      const auto it = std::lower_bound(events.begin(), events.end(), time);
      return static_cast<std::size_t>(it - events.begin()) * kColumn;
    };
    const std::size_t from = column(each.began_ns), to = column(each.ended_ns);
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(from) + 1,
              row.begin() + static_cast<std::ptrdiff_t>(to), '-');
    row[from] = '[';
    row[to] = ']';
    const std::string number = std::to_string(i + 1);
    row.replace(from + 1, number.size(), number);
  }
  return "client " + std::to_string(client + 1) + "  " + row;
}

using Names = std::map<std::string, std::string>;  // by id: "#3"

std::string Brief(const InviteSeen& invite, const Names& names) {
  const auto it = names.find(invite.id);
  return (it == names.end() ? invite.id : it->second) + " " + invite.status;
}

/// An answer with tags for ids; in full if it is not what the call usually gets.
std::string Brief(const Interval& each, const Names& names) {
  const Exchange& answer = *each.exchange;
  if (answer.status != 200) return Summary(answer, 160);
  if (each.call.kind == RaceCall::Kind::kDelete) return "200 deleted";
  if (each.call.kind != RaceCall::Kind::kList) {
    const auto invite = ReadInvite(answer.json);
    return invite ? "200 " + Brief(*invite, names) : Summary(answer, 160);
  }
  const auto page = ReadPage(answer.json);
  if (!page) return Summary(answer, 160);
  std::string text = "200 [";
  for (const InviteSeen& invite : page->data) {
    text += (&invite == &page->data.front() ? "" : ", ") + Brief(invite, names);
  }
  return text + "]";
}

Names NamesOf(const History& history, const std::map<int, std::string>& ids) {
  Names names;
  for (const auto& [tag, id] : ids) names[id] = "#" + std::to_string(tag);
  for (const Interval& each : history) {
    const bool made = each.call.kind == RaceCall::Kind::kCreate && each.exchange->status == 200;
    const auto invite = made ? ReadInvite(each.exchange->json) : std::nullopt;
    if (invite) names.emplace(invite->id, "#" + std::to_string(each.call.tag));
  }
  return names;
}

}  // namespace

std::size_t RacePlan::size() const {
  std::size_t calls = 0;
  for (const auto& client : clients) calls += client.size();
  return calls;
}

bool IsLimited(const Interval& each) {
  return each.exchange->status == 429 && each.exchange->operation != Operation::kControl;
}

std::string ToText(const RaceCall& call) {
  const std::string which = " #" + std::to_string(call.tag);
  const std::string other = call.elsewhere ? " with another organization's key" : "";
  switch (call.kind) {
    case RaceCall::Kind::kCreate:
      return "create" + which +
             (call.like >= 0 ? " with the address of #" + std::to_string(call.like) : "");
    case RaceCall::Kind::kDelete:
      return "delete" + which + other;
    case RaceCall::Kind::kAccept:
      return "accept" + which;
    case RaceCall::Kind::kRetrieve:
      return "retrieve" + which + other;
    case RaceCall::Kind::kList:
      return "list, limit " + std::to_string(call.limit) +
             (call.behind >= 0 ? ", after #" + std::to_string(call.behind) : "") + other;
  }
  return "?";
}

std::vector<std::string> Timeline(const History& history, const std::map<int, std::string>& ids) {
  std::vector<std::int64_t> events;
  int clients = 0;
  for (const Interval& each : history) {
    events.push_back(each.began_ns);
    events.push_back(each.ended_ns);
    clients = std::max(clients, each.client + 1);
  }
  std::sort(events.begin(), events.end());
  std::vector<std::string> lines;
  for (int client = 0; client < clients; ++client) {
    std::string row = Row(history, client, events);
    if (row.find('[') != std::string::npos) lines.push_back(std::move(row));
  }
  const Names names = NamesOf(history, ids);
  constexpr std::int64_t kMicrosecond = 1000;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const Interval& each = history[i];
    lines.push_back(std::to_string(i + 1) + "  client " + std::to_string(each.client + 1) + "  " +
                    std::to_string((each.began_ns - events.front()) / kMicrosecond) + " to " +
                    std::to_string((each.ended_ns - events.front()) / kMicrosecond) + " us  " +
                    ToText(each.call) + ": " + Brief(each, names));
  }
  return lines;
}

}  // namespace invitro::contract
