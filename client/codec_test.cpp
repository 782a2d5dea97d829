#include "client/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/fake_transport.h"
#include "invitro/error.h"

namespace invitro {
namespace {

using testing::HasSubstr;

std::string Wrong(const std::string& body) {
  const auto invite = DecodeInvite(Status(200, body));
  EXPECT_FALSE(invite) << body;
  if (invite) return "";
  const auto* broken = std::get_if<ProtocolError>(&invite.error());
  EXPECT_NE(broken, nullptr);
  return broken ? broken->message : "";
}

/// The good invite with one text in it exchanged.
std::string With(const std::string& from, const std::string& to) {
  std::string body = InviteJson("a");
  body.replace(body.find(from), from.size(), to);
  return body;
}

TEST(CodecTest, ReadsBothDialectsAndWhatItDoesNotKnow_INV_SHAPE_02) {
  const auto invite = DecodeInvite(
      Status(200, R"({"object":"organization.invite","id":"a","email":"ü@x","role":"owner",
    "status":"accepted","invited_at":5,"expires_at":6,"accepted_at":7,"colour":"red"})"));
  ASSERT_TRUE(invite);
  EXPECT_EQ(invite->created_at, 5);
  EXPECT_EQ(invite->expires_at, 6);
  EXPECT_EQ(invite->accepted_at, 7);
  EXPECT_EQ(invite->status, InviteStatus::kAccepted);
  EXPECT_TRUE(invite->projects.empty());
  const auto newer = DecodeInvite(Status(200, With("\"pending\"", "\"postponed\"")));
  ASSERT_TRUE(newer) << "a status of tomorrow must not break today's client";
  EXPECT_EQ(newer->status, InviteStatus::kOther);
  EXPECT_EQ(newer->status_text, "postponed");
  EXPECT_EQ(newer->accepted_at, std::nullopt);
}

TEST(CodecTest, NamesWhatBreaksTheContract_INV_SHAPE_01) {
  EXPECT_THAT(Wrong("<html>"), HasSubstr("not JSON"));
  EXPECT_THAT(Wrong("[]"), HasSubstr("not an object"));
  EXPECT_THAT(Wrong(With("organization.invite", "invite")),
              HasSubstr("'object' is not 'organization.invite'"));
  EXPECT_THAT(Wrong(With("\"id\":\"a\"", "\"id\":7")), HasSubstr("'id' is not a string"));
  EXPECT_THAT(Wrong(With("\"email\":\"a@x\",", "")), HasSubstr("'email' is missing"));
  EXPECT_THAT(Wrong(With("\"role\":\"reader\"", "\"role\":null")), HasSubstr("'role' is missing"));
  EXPECT_THAT(Wrong(With("\"created_at\":1711471533,", "")), HasSubstr("invited_at"));
  EXPECT_THAT(Wrong(With("1711471533", "\"2024\"")),
              HasSubstr("'created_at' is not a whole number"));
  EXPECT_THAT(Wrong(With("1712076333", "1.5")), HasSubstr("'expires_at' is not a whole number"));
  EXPECT_THAT(Wrong(With("\"projects\":[]", "\"projects\":{}")),
              HasSubstr("'projects' is not an array"));
  EXPECT_THAT(Wrong(With("[]", R"([{"id":"p"}])")), HasSubstr("'projects[0].role' is missing"));
  const auto page = DecodePage(Status(200, R"({"object":"list","data":[{}],"has_more":false})"));
  EXPECT_THAT(Describe(page.error()), HasSubstr("'data[0].object' is missing"));
  EXPECT_FALSE(DecodePage(Status(200, R"({"object":"list","data":[]})"))) << "has_more is required";
}

TEST(CodecTest, ADeletionMustBeOfWhatWasAskedFor_INV_SHAPE_04) {
  const char* good = R"({"object":"organization.invite.deleted","id":"a","deleted":true})";
  EXPECT_EQ(DecodeDeletion(Status(200, good), "a").value_or(""), "a");
  EXPECT_FALSE(DecodeDeletion(Status(200, good), "b"));
  EXPECT_FALSE(DecodeDeletion(
      Status(200, R"({"object":"organization.invite.deleted","id":"a","deleted":false})"), "a"));
}

TEST(CodecTest, OmittedAndEmptyProjectsAreWrittenDifferently_INV_CREATE_06) {
  EXPECT_EQ(EncodeNewInvite({"a+b@x", "reader", std::nullopt}),
            R"({"email":"a+b@x","role":"reader"})");
  EXPECT_EQ(EncodeNewInvite({"a", "boss", std::vector<ProjectGrant>()}),
            R"({"email":"a","role":"boss","projects":[]})");
  EXPECT_EQ(EncodeNewInvite({"\xff", "r", std::vector<ProjectGrant>{{"p", "owner"}}}),
            R"({"email":"�","role":"r","projects":[{"id":"p","role":"owner"}]})");
}

TEST(CodecTest, ErrorsAreReadWithAndWithoutTheEnvelope_INV_ERR_01) {
  HttpResponse answer =
      Status(400, R"({"error":{"message":"m","type":"t","param":"p","code":null}})");
  answer.headers = {{"X-Request-Id", "req_1"}};
  const ApiError error = DecodeError(answer);
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.message, "m");
  EXPECT_EQ(error.type, "t");
  EXPECT_EQ(error.param, "p");
  EXPECT_EQ(error.code, "");
  EXPECT_EQ(error.request_id, "req_1");
  EXPECT_EQ(Describe(error), "refused with 400: m (param p, request req_1)");
  EXPECT_EQ(DecodeError(Status(502, "<html>" + std::string(1000, 'x'))).message.size(), 200U);
  EXPECT_EQ(DecodeError(Status(403, R"({"error":"Missing scopes: x."})")).message,
            "Missing scopes: x.");
  EXPECT_EQ(DecodeError(Status(403, R"({"error":7})")).message, R"({"error":7})");
}

TEST(CodecTest, ErrorKeepsTheRawBody) {
  EXPECT_EQ(DecodeError(Status(403, R"({"error":"text"})")).body, R"({"error":"text"})");
  EXPECT_EQ(DecodeError(Status(502, std::string(100'000, 'x'))).body.size(), 64U * 1024);
}

TEST(CodecTest, NothingThatMovesATerminalIsDescribed) {
  const std::string text = Describe(ApiError{.status = 400,
                                             .type = {},
                                             .code = {},
                                             .param = {},
                                             .message = "a\x1b[31m\n\x7f\xc2\x9b",
                                             .request_id = {},
                                             .body = {}});
  EXPECT_EQ(text, "refused with 400: a?[31m???");
}

TEST(Printable, IsValidTextWhateverItIsMadeOf) {
  EXPECT_EQ(Printable("a\x01"
                      "b\x7F"),
            "a?b?");
  EXPECT_EQ(Printable("j\xC3\xB6rg \xF0\x9F\x98\x80"), "j\xC3\xB6rg \xF0\x9F\x98\x80");
  EXPECT_EQ(Printable("a\xFF"
                      "b\xC3"),
            "a?b?");
  EXPECT_EQ(Printable("\xED\xA0\x80"), "???");  // half of a pair
  EXPECT_EQ(Printable("\xC2\x9B"
                      "31m"),
            "?31m");                               // a C1 control
  EXPECT_EQ(Printable("abc\xC3\xB6", 4), "abc…");  // no half of a letter
}

}  // namespace
}  // namespace invitro
