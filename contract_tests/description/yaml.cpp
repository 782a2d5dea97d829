#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <utility>
#include <vector>

#include "contract_tests/description/document.h"
#include "contract_tests/description/limits.h"
#include "contract_tests/description/tree_builder.h"
#include "invitro/error.h"

namespace invitro::description {
namespace {

constexpr std::size_t kMaxMessageBytes = 300;

/// Leaves the YAML parser, which has no other way to be stopped. Never leaves ParseYaml().
struct Stop {};

/// Gives the events of the YAML parser to a TreeBuilder.
class YamlEvents final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    OnScalar(mark, "?", anchor, "null");
  }

  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    Require(tree_.Alias(anchor));
  }

  void OnScalar(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tree_.ExpectsKey()) {
      if (anchor != YAML::NullAnchor) Require(tree_.Anchor(anchor, value));
      Require(tree_.Key(value));
      return;
    }
    Json scalar = IsPlain(tag) ? ResolvePlainScalar(value) : Json(value);
    if (anchor != YAML::NullAnchor) Require(tree_.Anchor(anchor, scalar));
    Require(tree_.Scalar(std::move(scalar)));
  }

  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                       YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    Require(tree_.OpenArray());
    anchors_.push_back(anchor);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Require(tree_.OpenObject());
    anchors_.push_back(anchor);
  }
  void OnMapEnd() override { Close(); }

  TreeBuilder& tree() { return tree_; }

 private:
  /// The parser's tag is "?" for a plain scalar and "!" for a quoted one.
  static bool IsPlain(const std::string& tag) {
    return tag == "?" || tag == "tag:yaml.org,2002:int" || tag == "tag:yaml.org,2002:float" ||
           tag == "tag:yaml.org,2002:bool" || tag == "tag:yaml.org,2002:null";
  }

  static void Require(bool fits) {
    if (!fits) throw Stop();
  }

  void Close() {
    const Json& closed = tree_.Close();
    if (anchors_.back() != YAML::NullAnchor) Require(tree_.Anchor(anchors_.back(), closed));
    anchors_.pop_back();
  }

  TreeBuilder tree_;
  std::vector<YAML::anchor_t> anchors_;  // of the open containers
};

/// Fails the parse of a second document.
class NoMoreEvents final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override { throw Stop(); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

std::string Malformed(const YAML::Exception& error) {
  std::string place;
  if (!error.mark.is_null()) {
    place = "line " + std::to_string(error.mark.line + 1) + ", column " +
            std::to_string(error.mark.column + 1) + ": ";
  }
  return "it is not YAML: " + place + Printable(error.msg, kMaxMessageBytes);
}

}  // namespace

tl::expected<Json, std::string> ParseYaml(std::string_view text) {
  YamlEvents events;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(events)) return tl::unexpected(std::string("it is empty"));
    NoMoreEvents no_more;
    parser.HandleNextDocument(no_more);
  } catch (const Stop&) {
    const std::string& limit = events.tree().error();
    return tl::unexpected(limit.empty() ? "it holds more than one YAML document" : limit);
  } catch (const YAML::Exception& error) {
    return tl::unexpected(Malformed(error));
  } catch (const std::exception& error) {  // the library promises no list of what it throws
    return tl::unexpected("it cannot be parsed as YAML: " +
                          Printable(error.what(), kMaxMessageBytes));
  }
  return events.tree().Take();
}

}  // namespace invitro::description
