#include "contract_tests/description/document.h"

#include <utility>

#include "contract_tests/description/limits.h"
#include "contract_tests/description/tree_builder.h"
#include "invitro/error.h"

namespace invitro::description {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxMessageBytes = 300;

/// Gives the events of the JSON parser to a TreeBuilder. A return value of false stops the parser.
class JsonEvents final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return tree_.Scalar(nullptr); }
  bool boolean(bool value) override { return tree_.Scalar(value); }
  bool number_integer(number_integer_t value) override { return tree_.Scalar(value); }
  bool number_unsigned(number_unsigned_t value) override { return tree_.Scalar(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return tree_.Scalar(value);
  }
  bool string(string_t& value) override { return tree_.Scalar(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return tree_.OpenObject(); }
  bool key(string_t& value) override { return tree_.Key(std::move(value)); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t /*size*/) override { return tree_.OpenArray(); }
  bool end_array() override { return Close(); }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::string_view message = error.what();
    const std::size_t bracket = message.find("] ");  // "[json.exception.parse_error.101] parse …"
    const std::size_t from = bracket == std::string_view::npos ? 0 : bracket + 2;
    malformed_ = "it is not JSON: " + Printable(message.substr(from), kMaxMessageBytes);
    return false;
  }

  /// The error of the last parse, if it has failed.
  std::string error() const { return malformed_.empty() ? tree_.error() : malformed_; }
  Json Take() { return tree_.Take(); }

 private:
  bool Close() {
    tree_.Close();
    return true;
  }

  TreeBuilder tree_;
  std::string malformed_;
};

tl::expected<Json, std::string> ParseJson(std::string_view text) {
  JsonEvents events;
  if (!Json::sax_parse(text.begin(), text.end(), &events)) return tl::unexpected(events.error());
  return events.Take();
}

}  // namespace

tl::expected<Json, std::string> ParseDocument(std::string_view text) {
  if (text.size() > kMaxTextBytes) return tl::unexpected(std::string("it is larger than 32 MiB"));
  const std::size_t skipped = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::size_t first = text.find_first_not_of(" \t\r\n", skipped);
  if (first == std::string_view::npos) return tl::unexpected(std::string("it is empty"));
  return text[first] == '{' || text[first] == '[' ? ParseJson(text) : ParseYaml(text);
}

}  // namespace invitro::description
