#include "contract_tests/facts/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "contract_tests/fixtures_embedded.h"

namespace invitro::contract {
namespace {

/// A schema of the description that can stand alone: its own members, and all components, so that
/// its references resolve.
rapidjson::SchemaDocument Load(const rapidjson::Document& description, const char* name) {
  rapidjson::Document alone;
  auto& memory = alone.GetAllocator();
  alone.CopyFrom(description["components"]["schemas"][name], memory);
  rapidjson::Value components(description["components"], memory);
  alone.AddMember("components", components, memory);
  return rapidjson::SchemaDocument(alone);
}

struct Schemas {
  explicit Schemas(const rapidjson::Document& description)
      : invite(Load(description, "Invite")),
        page(Load(description, "InviteList")),
        deleted(Load(description, "InviteDeleted")),
        error(Load(description, "Error")),
        error_text(Load(description, "ErrorText")) {}

  static Schemas FromFixture() {
    rapidjson::Document description;
    description.Parse(kOpenApi.data(), kOpenApi.size());
    return Schemas(description);
  }

  rapidjson::SchemaDocument invite, page, deleted, error, error_text;
};

const rapidjson::SchemaDocument& Find(Schema schema) {
  static const Schemas all = Schemas::FromFixture();
  switch (schema) {
    case Schema::kInvite:
      return all.invite;
    case Schema::kPage:
      return all.page;
    case Schema::kDeleted:
      return all.deleted;
    case Schema::kError:
      return all.error;
    case Schema::kErrorText:
      return all.error_text;
  }
  return all.error;
}

std::string Where(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  return buffer.GetSize() == 0 ? "the whole" : std::string(buffer.GetString());
}

}  // namespace

std::optional<std::string> Misfit(Schema schema, std::string_view text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError()) {
    return std::string("not JSON: ") + rapidjson::GetParseError_En(document.GetParseError()) +
           " at byte " + std::to_string(document.GetErrorOffset());
  }
  rapidjson::SchemaValidator validator(Find(schema));
  if (document.Accept(validator)) return std::nullopt;
  return Where(validator.GetInvalidDocumentPointer()) + " does not fit '" +
         validator.GetInvalidSchemaKeyword() + "' of the schema";
}

}  // namespace invitro::contract
