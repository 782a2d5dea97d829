#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "contract_tests/description/document.h"

namespace invitro::description {
namespace {

Json Parsed(std::string_view text) {
  const auto document = ParseYaml(text);
  return document ? *document : Json("error: " + document.error());
}

TEST(Yaml, PlainScalarsHaveTheTypesOfTheCoreSchema) {
  const Json expected = Json::parse(R"([
    null, null, null, null, null, true, true, true, false, false, false,
    0, 12, -12, 12, 18446744073709551615, 255, 8,
    1.5, -0.5, 0.5, 3.0, 1000.0, 0.01])");
  EXPECT_EQ(Parsed("[~, null, Null, NULL, !!null null, true, True, TRUE, false, False, FALSE,"
                   " 0, 12, -12, +12, 18446744073709551615, 0xff, 0o10,"
                   " 1.5, -.5, +0.5, 3., 1e3, 1E-2]"),
            expected);
}

TEST(Yaml, OtherScalarsAreStrings) {
  for (const std::string text :
       {"yes",  "no",   "on",   "off",  "y",    "3.1.0", "2026-11-01", "1_000",
        "0x",   "0xfg", "0o8",  "-",    "+",    ".",     "e1",         "1e",
        "1.5.", "- 1",  ".inf", ".nan", "tRUE", "nulL",  "12 h"}) {
    EXPECT_EQ(ResolvePlainScalar(text), Json(text));
  }
  EXPECT_EQ(Parsed("['1', \"true\", 'null', !!str 5, !own 7, '']"),
            Json({"1", "true", "null", "5", "7", ""}));
  EXPECT_EQ(Parsed("|\n  1\n"), Json("1\n"));
  EXPECT_EQ(Parsed("!!int '7'"), Json(7));
}

TEST(Yaml, NumbersThatFitNoTypeStayStrings) {
  EXPECT_EQ(ResolvePlainScalar("1e999"), Json("1e999"));
  EXPECT_TRUE(ResolvePlainScalar("99999999999999999999").is_number_float());
}

TEST(Yaml, KeysAreAlwaysStrings) {
  EXPECT_EQ(Parsed("200: a\n'201': b\ntrue: c\n~: d\n1.50: e\n"),
            Json({{"200", "a"}, {"201", "b"}, {"true", "c"}, {"null", "d"}, {"1.50", "e"}}));
  EXPECT_EQ(Parsed("? [a]\n: b\n"), Json("error: a key is not a single word or text"));
  EXPECT_EQ(Parsed("a: &x [b]\n*x : c\n"), Json("error: a key is not a single word or text"));
}

TEST(Yaml, ValuesThatAreLeftOutAreNull) {
  EXPECT_EQ(Parsed("a:\nb: [x, ]\nc: {y}\n"),
            Json({{"a", nullptr}, {"b", {"x"}}, {"c", {{"y", nullptr}}}}));
}

TEST(Yaml, AliasesAreCopies) {
  EXPECT_EQ(Parsed("a: &list [1, &inner {b: 2}]\nc: *list\nd: *inner\n"),
            Json::parse(R"({"a": [1, {"b": 2}], "c": [1, {"b": 2}], "d": {"b": 2}})"));
  EXPECT_EQ(Parsed("&key a: &n 200\n*key : *n\n*n : x\n"), Json({{"a", 200}, {"200", "x"}}));
}

TEST(Yaml, AnAliasInsideItsOwnValueIsAnError) {
  EXPECT_EQ(Parsed("&a [*a]"), Json("error: an alias stands inside the value that it repeats"));
}

TEST(Yaml, ASecondDocumentIsAnError) {
  EXPECT_EQ(Parsed("a: 1\n---\nb: 2\n"), Json("error: it holds more than one YAML document"));
  EXPECT_EQ(Parsed("---\na: 1\n...\n"), Json({{"a", 1}}));
  EXPECT_EQ(Parsed("# nothing\n"), Json("error: it is empty"));
}

/// Ten levels, each of which repeats the one below ten times.
std::string Bomb(const std::string& first) {
  std::string text = "a0: &a0 " + first + "\n";
  for (int level = 1; level <= 10; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    const std::string name = "a" + std::to_string(level);
    text += name + ": &" + name + " [" + below;
    for (int i = 1; i < 10; ++i) text += ", " + below;
    text += "]\n";
  }
  return text;
}

TEST(Yaml, AliasBombsEndSoonWithAnError) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Parsed(Bomb("[1, 2, 3]")),
            Json("error: it has more than 2000000 values, aliases expanded"));
  EXPECT_EQ(Parsed(Bomb(std::string(1'000'000, 'x'))),
            Json("error: it has more than 64 MiB of text, aliases expanded"));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST(Yaml, AliasesCannotNestDeeperThanTheLimit) {
  std::string text = "a0: &a0 [1]\n";
  for (int level = 1; level <= 200; ++level) {
    const std::string number = std::to_string(level);
    text += "a" + number + ": &a" + number + " [*a" + std::to_string(level - 1) + "]\n";
  }
  EXPECT_EQ(Parsed(text), Json("error: it is nested more than 200 levels deep"));
}

}  // namespace
}  // namespace invitro::description
