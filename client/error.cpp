#include "invitro/error.h"

#include <algorithm>
#include <string_view>

namespace invitro {
namespace {

std::string InBrackets(std::initializer_list<std::pair<std::string_view, std::string_view>> parts) {
  std::string text;
  for (const auto& [name, value] : parts) {
    if (value.empty()) continue;
    text += text.empty() ? " (" : ", ";
    text += std::string(name) + " " + Printable(value, 200);
  }
  return text.empty() ? text : text + ")";
}

struct Describer {
  std::string operator()(const TransportError& error) const { return Printable(error.message); }

  std::string operator()(const ApiError& error) const {
    std::string text = "refused with " + std::to_string(error.status) + ": " +
                       (error.message.empty() ? "no message" : Printable(error.message));
    if (error.gone_after_retry) {
      text += " An earlier try's answer was lost: this call may have deleted it.";
    }
    return text +
           InBrackets(
               {{"code", error.code}, {"param", error.param}, {"request", error.request_id}});
  }

  std::string operator()(const ProtocolError& error) const {
    std::string text = "the answer breaks the contract: " + Printable(error.message);
    if (!error.excerpt.empty()) text += ", in: " + Printable(error.excerpt, 300);
    return text + InBrackets({{"request", error.request_id}});
  }
};

}  // namespace

std::string Describe(const Error& error) { return std::visit(Describer(), error); }

namespace {

constexpr std::size_t kLongestLetter = 4;

/// Returns the number of bytes of the UTF-8 letter that begins at `at`, or 0 if it is not valid.
std::size_t LetterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80U) return 1;
  const std::size_t length = first >= 0xF0U && first < 0xF5U   ? 4
                             : first >= 0xE0U && first < 0xF0U ? 3
                             : first >= 0xC2U && first < 0xE0U ? 2
                                                               : 0;
  if (length == 0 || at + length > text.size()) return 0;
  // Overlong forms, surrogates, and code points beyond U+10FFFF are not valid.
  const unsigned char second = byte(at + 1);
  if ((first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU) ||
      (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU)) {
    return 0;
  }
  for (std::size_t i = at + 1; i < at + length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

}  // namespace

std::string Printable(std::string_view text, std::size_t most) {
  std::string printable;
  const std::string_view shown = text.substr(0, most);
  for (std::size_t i = 0; i < shown.size();) {
    const std::size_t length = LetterAt(shown, i);
    const bool control = length == 1 && (shown[i] < ' ' || shown[i] == 0x7f);
    if (length == 0 && text.size() > most && i + kLongestLetter > most) break;  // it was cut
    printable += length == 0 || control ? "?" : std::string(shown.substr(i, length));
    i += std::max<std::size_t>(length, 1);
  }
  // The C1 controls, which some terminals obey, are two bytes in UTF-8: C2 80 to C2 9F.
  for (std::size_t i = 0; i + 1 < printable.size(); ++i) {
    const auto next = static_cast<unsigned char>(printable[i + 1]);
    if (static_cast<unsigned char>(printable[i]) == 0xC2 && next >= 0x80 && next <= 0x9F) {
      printable.replace(i, 2, "?");
    }
  }
  return text.size() > most ? printable + "…" : printable;
}

}  // namespace invitro
