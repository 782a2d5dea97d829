#include "client/cli/output.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "invitro/error.h"

namespace invitro::cli {
namespace {

constexpr std::size_t kColumns = 6;
constexpr std::size_t kMostWide =
    60;  // longer cells push what follows, rather than the whole table
using Row = std::array<std::string, kColumns>;

/// How many characters a terminal shows: bytes that only continue a character of UTF-8 do not
/// count.
std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string Cell(std::string_view text) {
  constexpr std::size_t kMost = 320;  // the longest an e-mail address can be
  return text.empty() ? "-" : Printable(text, kMost);
}

std::string Projects(const Invite& invite) {
  std::string text;
  for (const ProjectGrant& project : invite.projects) {
    text += (text.empty() ? "" : ",") + project.id + ":" + project.role;
  }
  return text;
}

Row RowOf(const Invite& invite) {
  return {Cell(invite.id),
          Cell(invite.email),
          Cell(invite.role),
          Cell(invite.status_text),
          FormatTime(invite.created_at),
          FormatTime(invite.expires_at)};
}

void PrintRow(std::ostream& out, const Row& row, const std::array<std::size_t, kColumns>& widths) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    out << row[i];
    if (i + 1 == kColumns) break;
    const std::size_t width = Width(row[i]);
    out << std::string(2 + (widths[i] > width ? widths[i] - width : 0), ' ');
  }
  out << '\n';
}

}  // namespace

std::string FormatTime(std::optional<UnixSeconds> time) {
  if (!time) return "-";
  const std::time_t seconds = *time;
  std::tm parts{};
  std::array<char, 40> text{};
  if (::gmtime_r(&seconds, &parts) == nullptr ||
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
    return std::to_string(*time);  // beyond any calendar: at least what came
  }
  return text.data();
}

void PrintTable(std::ostream& out, const std::vector<Invite>& invites, bool with_head) {
  const Row head{"ID", "EMAIL", "ROLE", "STATUS", "CREATED", "EXPIRES"};
  std::vector<Row> rows;
  if (with_head) rows.push_back(head);
  for (const Invite& invite : invites) rows.push_back(RowOf(invite));
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], std::min(kMostWide, Width(row[i])));
  }
  for (const Row& row : rows) PrintRow(out, row, widths);
}

void PrintInvite(std::ostream& out, const Invite& invite) {
  out << "id        " << Cell(invite.id) << "\nemail     " << Cell(invite.email) << "\nrole      "
      << Cell(invite.role) << "\nstatus    " << Cell(invite.status_text) << "\ncreated   "
      << FormatTime(invite.created_at) << "\nexpires   " << FormatTime(invite.expires_at)
      << "\naccepted  " << FormatTime(invite.accepted_at) << "\nprojects  "
      << Cell(Projects(invite)) << "\n";
}

}  // namespace invitro::cli
