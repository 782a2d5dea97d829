#include "invitro/error.h"

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

std::string Printable(std::string_view text, std::size_t most) {
  std::string printable;
  for (const char c : text.substr(0, most)) {
    const bool control = (c >= 0 && c < ' ') || c == 0x7f;
    printable += control ? '?' : c;
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
