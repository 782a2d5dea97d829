#include "client/url.h"

#include <gtest/gtest.h>

#include <map>

#include "invitro/client.h"

namespace invitro {
namespace {

TEST(UrlTest, TakesABaseUrlApart) {
  const auto openai = ParseBaseUrl("https://api.openai.com/v1/");
  ASSERT_TRUE(openai);
  EXPECT_EQ(openai->origin(), "https://api.openai.com:443");
  EXPECT_EQ(openai->path, "/v1");
  EXPECT_EQ(ParseBaseUrl("http://127.0.0.1:8765")->origin(), "http://127.0.0.1:8765");
  EXPECT_EQ(ParseBaseUrl("http://127.0.0.1:8765")->path, "");
  EXPECT_EQ(ParseBaseUrl("http://[::1]:80/a/b//")->host, "[::1]");
  EXPECT_EQ(ParseBaseUrl("http://[::1]:80/a/b//")->path, "/a/b");
  EXPECT_EQ(ParseBaseUrl("http://[::1]/")->port, 80);
}

TEST(UrlTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "api.openai.com", "ftp://x", "http://", "http:///v1", "http://x:0", "http://x:65536",
        "http://x:", "http://x:1y", "http://user:secret@x", "http://x/v1?y", "http://x#y"}) {
    EXPECT_FALSE(ParseBaseUrl(text)) << text;
  }
}

TEST(UrlTest, EncodesWhatWouldMeanSomethingElse) {
  EXPECT_EQ(PercentEncode("invite-a_B.9~"), "invite-a_B.9~");
  EXPECT_EQ(PercentEncode("a/b?c&d=e+f g%ü"), "a%2Fb%3Fc%26d%3De%2Bf%20g%25%C3%BC");
}

ClientOptions From(std::map<std::string, std::string> variables) {
  return OptionsFromEnvironment(
      [variables = std::move(variables)](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      });
}

TEST(EnvironmentTest, MeansWhatItMeansToTheSdks) {
  const ClientOptions none = From({});
  EXPECT_EQ(none.base_url, "https://api.openai.com/v1");
  EXPECT_EQ(none.key, "");
  EXPECT_EQ(none.proxy, "");
  const ClientOptions all =
      From({{"OPENAI_ADMIN_KEY", "k"}, {"OPENAI_BASE_URL", "http://x"}, {"SSL_CERT_FILE", "f"}});
  EXPECT_EQ(all.base_url, "http://x");
  EXPECT_EQ(all.key, "k");
  EXPECT_EQ(all.ca_file, "f");
  EXPECT_EQ(From({{"OPENAI_BASE_URL", ""}}).base_url, "https://api.openai.com/v1");
}

TEST(EnvironmentTest, ProxiesAreForTheirSchemeUnlessExcepted) {
  EXPECT_EQ(From({{"HTTPS_PROXY", "http://p:1"}}).proxy, "http://p:1");
  EXPECT_EQ(From({{"https_proxy", "http://p:1"}}).proxy, "http://p:1");
  EXPECT_EQ(From({{"HTTPS_PROXY", "http://p:1"}, {"OPENAI_BASE_URL", "http://x"}}).proxy, "");
  EXPECT_EQ(From({{"http_proxy", "http://p:1"}, {"OPENAI_BASE_URL", "http://x"}}).proxy,
            "http://p:1");
  for (const char* list :
       {"api.openai.com", "openai.com", ".openai.com", "*", "x, openai.com ,y"}) {
    EXPECT_EQ(From({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", list}}).proxy, "") << list;
  }
  EXPECT_EQ(From({{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", "enai.com,,localhost"}}).proxy,
            "http://p:1");
}

}  // namespace
}  // namespace invitro
