#include "contract_tests/description/description.h"

#include <array>
#include <string_view>
#include <vector>

#include "contract_tests/description/references.h"

namespace invitro::description {
namespace {

template <class T>
using Read = tl::expected<T, std::string>;

constexpr std::string_view kInvites = "/organization/invites";

struct Method {
  const char* key;
  const char* name;
};
constexpr std::array<Method, 8> kMethods = {{{"get", "GET"},
                                             {"put", "PUT"},
                                             {"post", "POST"},
                                             {"delete", "DELETE"},
                                             {"options", "OPTIONS"},
                                             {"head", "HEAD"},
                                             {"patch", "PATCH"},
                                             {"trace", "TRACE"}}};

/// The part of a path from "/organization/invites" on; "" if it is not a path of invites.
std::string_view InvitesPath(std::string_view path) {
  const std::size_t at = path.find(kInvites);
  if (at == std::string_view::npos) return {};
  path.remove_prefix(at);
  const bool whole = path.size() == kInvites.size() || path[kInvites.size()] == '/';
  return whole ? path : std::string_view();
}

/// The path with its parameters' names left out: "/organization/invites/{}".
std::string WithoutNames(std::string_view path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    if (c == '}') inside = false;
    if (!inside) plain += c;
    if (c == '{') inside = true;
  }
  return plain;
}

bool IsTrue(const Json& object, const char* name) {
  const Json* const member = Member(object, name);
  return member != nullptr && *member == true;
}

class Reader {
 public:
  explicit Reader(const Json& document) : document_(document), schemas_(document) {}

  Read<Operation> ReadOperation(std::string name, const Json& path_item, const Json& operation);

 private:
  Read<void> AddParameters(const Json& holder, Operation& operation);
  Read<Field> ReadParameter(const Json& parameter, const std::string& rule);
  Read<RequestBody> ReadRequest(const Json& written, const std::string& rule);
  Read<Response> ReadResponse(const Json& written, const std::string& rule);
  Read<std::optional<Fields>> ReadBody(const Json& holder, const std::string& rule);

  const Json& document_;
  SchemaReader schemas_;
};

Read<Operation> Reader::ReadOperation(std::string name, const Json& path_item,
                                      const Json& operation) {
  Operation read;
  read.name = std::move(name);
  read.rule = Text(operation, "x-rule");
  for (const Json* const holder : {&path_item, &operation}) {
    const auto added = AddParameters(*holder, read);
    if (!added) return tl::unexpected(added.error());
  }
  if (const Json* const written = Member(operation, "requestBody")) {
    auto request = ReadRequest(*written, read.rule);
    if (!request) return tl::unexpected(request.error());
    read.request = *std::move(request);
  }
  const Json* const responses = Member(operation, "responses");
  if (responses == nullptr || !responses->is_object()) return read;
  for (const auto& [status, written] : responses->items()) {
    if (status.starts_with("x-")) continue;
    auto response = ReadResponse(written, read.rule);
    if (!response) return tl::unexpected("status " + status + ": " + response.error());
    read.responses[status] = *std::move(response);
  }
  return read;
}

/// Adds the parameters of a path or an operation. The operation's replace those of its path.
Read<void> Reader::AddParameters(const Json& holder, Operation& operation) {
  const Json* const parameters = Member(holder, "parameters");
  if (parameters == nullptr) return {};
  for (const Json& written : *parameters) {
    const auto parameter = Resolve(document_, written);
    if (!parameter) return tl::unexpected(parameter.error());
    const std::string key = "'" + Text(**parameter, "name") + "' (" + Text(**parameter, "in") + ")";
    auto read = ReadParameter(**parameter, operation.rule);
    if (!read) return tl::unexpected("parameter " + key + ": " + read.error());
    operation.parameters[key] = *std::move(read);
  }
  return {};
}

Read<Field> Reader::ReadParameter(const Json& parameter, const std::string& rule) {
  Field field;
  if (const Json* const schema = Member(parameter, "schema")) {
    auto fields = schemas_.Read(*schema, rule);
    if (!fields) return tl::unexpected(fields.error());
    field = std::move(fields->at(""));
  }
  const std::string own_rule = Text(parameter, "x-rule");
  field.rule = own_rule.empty() ? rule : own_rule;
  field.required = IsTrue(parameter, "required");
  field.documented = Member(parameter, "x-standing") == nullptr;
  return field;
}

Read<RequestBody> Reader::ReadRequest(const Json& written, const std::string& rule) {
  const auto body = Resolve(document_, written);
  if (!body) return tl::unexpected(body.error());
  auto fields = ReadBody(**body, rule);
  if (!fields) return tl::unexpected("request body: " + fields.error());
  return RequestBody{IsTrue(**body, "required"), *std::move(fields)};
}

Read<Response> Reader::ReadResponse(const Json& written, const std::string& rule) {
  const auto target = Resolve(document_, written);
  if (!target) return tl::unexpected(target.error());
  Response response;
  response.rule = rule;
  for (const Json* const level : {*target, &written}) {  // beside a $ref it counts more
    const std::string own_rule = Text(*level, "x-rule");
    if (!own_rule.empty()) response.rule = own_rule;
    if (Member(*level, "x-standing") != nullptr) response.documented = false;
  }
  auto body = ReadBody(**target, response.rule);
  if (!body) return tl::unexpected(body.error());
  response.body = *std::move(body);
  return response;
}

/// The fields of the JSON that a request or a response has; nullopt if it has no JSON.
Read<std::optional<Fields>> Reader::ReadBody(const Json& holder, const std::string& rule) {
  const Json* const content = Member(holder, "content");
  if (content == nullptr || !content->is_object()) return std::nullopt;
  for (const auto& [type, media] : content->items()) {
    if (!type.starts_with("application/json")) continue;
    const Json* const schema = Member(media, "schema");
    auto fields = schemas_.Read(schema != nullptr ? *schema : Json(true), rule);
    if (!fields) return tl::unexpected(fields.error());
    return *std::move(fields);
  }
  return std::nullopt;
}

/// Why the document is not one of OpenAPI 3; "" if it is.
std::string NotOpenApi3(const Json& document) {
  if (Member(document, "swagger") != nullptr) return "it is Swagger 2, only OpenAPI 3 can be read";
  const Json* const version = Member(document, "openapi");
  if (version == nullptr) return "it is not an OpenAPI description: it has no 'openapi'";
  const std::string text = version->is_string() ? version->get<std::string>() : version->dump();
  if (text.starts_with("3.")) return "";
  return "its 'openapi' is '" + text + "', only 3.x can be read";
}

Read<void> AddPath(Reader& reader, std::string_view path, const Json& item, Description& to) {
  for (const Method& method : kMethods) {
    const Json* const operation = Member(item, method.key);
    if (operation == nullptr) continue;
    const std::string name = std::string(method.name) + " " + std::string(path);
    auto read = reader.ReadOperation(name, item, *operation);
    if (!read) return tl::unexpected(name + ": " + read.error());
    const bool is_new =
        to.operations.try_emplace({WithoutNames(path), method.name}, *std::move(read)).second;
    if (!is_new) return tl::unexpected("it has the operation " + name + " twice");
  }
  return {};
}

}  // namespace

Read<Description> ReadDescription(const Json& document) {
  const std::string not_openapi = NotOpenApi3(document);
  if (!not_openapi.empty()) return tl::unexpected(not_openapi);
  Reader reader(document);
  Description description;
  const Json* const paths = Member(document, "paths");
  const Json no_paths = Json::object();
  for (const auto& [path, written] : (paths != nullptr ? *paths : no_paths).items()) {
    const std::string_view invites = InvitesPath(path);
    if (invites.empty()) continue;
    const auto item = Resolve(document, written);
    if (!item) return tl::unexpected(path + ": " + item.error());
    const auto added = AddPath(reader, invites, **item, description);
    if (!added) return tl::unexpected(added.error());
  }
  if (description.operations.empty()) {
    return tl::unexpected("it has no operation at …" + std::string(kInvites));
  }
  return description;
}

}  // namespace invitro::description
