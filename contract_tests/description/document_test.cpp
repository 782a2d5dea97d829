#include "contract_tests/description/document.h"

#include <gtest/gtest.h>

#include "contract_tests/description/description.h"
#include "contract_tests/description/limits.h"

namespace invitro::description {
namespace {

std::string Repeat(const std::string& text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

std::string ErrorOf(std::string_view text) {
  const auto document = ParseDocument(text);
  return document ? "parsed" : document.error();
}

TEST(Document, TheFirstCharacterDecidesTheFormat) {
  const Json expected = {{"a", 1}};
  for (const char* const text : {"{\"a\": 1}", " \n\t{\"a\": 1}", "\xEF\xBB\xBF{\"a\": 1}", "a: 1",
                                 "\xEF\xBB\xBF\n a: 1", "# A comment.\n---\na: 1\n"}) {
    const auto document = ParseDocument(text);
    ASSERT_TRUE(document) << text << ": " << document.error();
    EXPECT_EQ(*document, expected) << text;
  }
}

TEST(Document, EmptyTextIsAnError) {
  for (const char* const text : {"", " \n", "\xEF\xBB\xBF"})
    EXPECT_EQ(ErrorOf(text), "it is empty");
}

TEST(Document, MalformedTextIsAnErrorWithItsPlace) {
  EXPECT_TRUE(ErrorOf("{\n  \"a\": ]\n}").starts_with("it is not JSON: parse error at line 2, "));
  EXPECT_TRUE(ErrorOf("{} {}").starts_with("it is not JSON: parse error at line 1, "));
  EXPECT_TRUE(ErrorOf("a: 1\nb: [1\nc: }").starts_with("it is not YAML: line 3, column "));
  EXPECT_TRUE(ErrorOf("a: *unknown").starts_with("it is not YAML: line 1, column "));
}

TEST(Document, TwoHundredLevelsFitAndOneMoreDoesNot) {
  const auto arrays = [](std::size_t levels) { return Repeat("[", levels) + Repeat("]", levels); };
  const auto objects = [](std::size_t levels) {
    return Repeat("{\"a\":", levels) + "1" + Repeat("}", levels);
  };
  const auto flow = [&](std::size_t levels) { return "a: " + arrays(levels - 1); };
  const auto block = [](std::size_t levels) { return Repeat("- ", levels) + "1"; };
  const std::string expected = "it is nested more than 200 levels deep";
  for (const std::string& fits : {arrays(200), objects(200), flow(200), block(200)}) {
    EXPECT_EQ(ErrorOf(fits), "parsed");
  }
  for (const std::string& deep : {arrays(201), objects(201), flow(201), block(201)}) {
    EXPECT_EQ(ErrorOf(deep), expected);
  }
  EXPECT_EQ(ErrorOf(Repeat("[", 1'000'000)), expected);
  EXPECT_EQ(ErrorOf(flow(1'000'000)), expected);
}

TEST(Document, TooManyValuesAreAnError) {
  const std::string text = "[" + Repeat("1,", kMaxNodes) + "1]";
  EXPECT_EQ(ErrorOf(text), "it has more than 2000000 values, aliases expanded");
}

TEST(Document, TooLargeTextIsAnError) {
  EXPECT_EQ(ErrorOf(std::string(kMaxTextBytes + 1, ' ')), "it is larger than 32 MiB");
}

TEST(Document, OnlyOpenApi3IsRead) {
  const auto error_of = [](const char* text) {
    const auto read = ParseDocument(text).and_then(ReadDescription);
    return read ? "read" : read.error();
  };
  const std::string no_operation = "it has no operation at …/organization/invites";
  EXPECT_EQ(error_of("{\"openapi\": \"3.1.0\", \"paths\": {\"/models\": {\"get\": {}}}}"),
            no_operation);
  EXPECT_EQ(error_of("openapi: 3.0"), no_operation);
  EXPECT_EQ(error_of("openapi: 3.1.0\npaths: [1]"), no_operation);
  EXPECT_EQ(error_of("swagger: '2.0'"), "it is Swagger 2, only OpenAPI 3 can be read");
  EXPECT_EQ(error_of("openapi: 4.0.0"), "its 'openapi' is '4.0.0', only 3.x can be read");
  const std::string other = "it is not an OpenAPI description: it has no 'openapi'";
  EXPECT_EQ(error_of("just a text"), other);
  EXPECT_EQ(error_of("[]"), other);
}

TEST(Document, WhatCannotBeReadIsNamed) {
  const auto read = ParseDocument(R"({"openapi": "3.1.0", "paths": {"/organization/invites": {"get":
      {"responses": {"200": {"$ref": "#/components/responses/List"}}}}}})")
                        .and_then(ReadDescription);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(),
            "GET /organization/invites: status 200: it has no '#/components/responses/List'");
}

TEST(Document, ReferencesInACircleAreAnError) {
  const auto read = ParseDocument(R"({"openapi": "3.1.0", "paths": {"/organization/invites":
      {"$ref": "#/paths/~1organization~1invites"}}})")
                        .and_then(ReadDescription);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(),
            "/organization/invites: its references go in a circle: "
            "'#/paths/~1organization~1invites'");
}

}  // namespace
}  // namespace invitro::description
