#include "contract_tests/facts/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <type_traits>

#include "contract_tests/fixtures_embedded.h"

namespace invitro::contract {
namespace {

// The schemas refer to each other by file name; a validator is given each by that.
class Provider : public rapidjson::IRemoteSchemaDocumentProvider {
 public:
  const rapidjson::SchemaDocument* GetRemoteDocument(const char* uri,
                                                     rapidjson::SizeType length) override {
    const std::string_view name(uri, length);
    return name.find("invite.json") == std::string_view::npos ? nullptr : &invite_;
  }

 private:
  static rapidjson::SchemaDocument Load(std::string_view text) {
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    return rapidjson::SchemaDocument(document);
  }

  rapidjson::SchemaDocument invite_ = Load(kSchemaInvite);
};

/// Newer versions of the library take the document's address before the provider.
template <class Document = rapidjson::SchemaDocument>
Document Compile(const rapidjson::Document& text,
                 rapidjson::IRemoteSchemaDocumentProvider* others) {
  if constexpr (std::is_constructible_v<Document, const rapidjson::Document&, decltype(others)>) {
    return Document(text, others);
  } else {
    return Document(text, nullptr, 0, others);
  }
}

struct Schemas {
  Schemas()
      : invite(Load(kSchemaInvite)),
        page(Load(kSchemaPage)),
        deleted(Load(kSchemaDeleted)),
        error(Load(kSchemaError)) {}

  rapidjson::SchemaDocument Load(std::string_view text) {
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    return Compile(document, &provider);
  }

  Provider provider;
  rapidjson::SchemaDocument invite, page, deleted, error;
};

const rapidjson::SchemaDocument& Find(Schema schema) {
  static Schemas all;  // made once, read by all
  switch (schema) {
    case Schema::kInvite:
      return all.invite;
    case Schema::kPage:
      return all.page;
    case Schema::kDeleted:
      return all.deleted;
    case Schema::kError:
      return all.error;
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
