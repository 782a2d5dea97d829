#include "contract_tests/description/command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "contract_tests/description/sample.h"
#include "contract_tests/fixtures_embedded.h"

namespace invitro::description {
namespace {

struct Result {
  int code = 0;
  std::string out, err;
};

Result RunOn(const std::string& source) {
  std::ostringstream out, err;
  const int code = CompareWithOurs(source, {}, out, err);
  return {code, out.str(), err.str()};
}

class Command : public testing::Test {
 protected:
  /// Writes a file that the test removes at its end, and returns its path.
  const std::string& Write(std::string_view text) {
    std::ofstream(path_) << text;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  std::string path_ = testing::TempDir() + "/description_command_test";
};

TEST_F(Command, TheSameDescriptionEndsWith0) {
  for (const std::string& text :
       {std::string(contract::kOpenApi), Sample().dump(), ToYaml(Sample())}) {
    const Result run = RunOn(Write(text));
    EXPECT_EQ(run.code, 0);
    EXPECT_EQ(run.out, "the description is as we know it\n");
    EXPECT_EQ(run.err, "");
  }
}

TEST_F(Command, DifferencesEndWith1AndTheirNumber) {
  Json sample = Sample();
  Json& responses = sample["paths"]["/organization/invites"]["post"]["responses"];
  responses.erase("201");
  Result run = RunOn(Write(sample.dump()));
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out,
            "INV-CREATE-01  POST /organization/invites: status 201 is gone\n"
            "1 difference\n");
  EXPECT_EQ(run.err, "");
  responses.erase("429");
  run = RunOn(Write(sample.dump()));
  EXPECT_EQ(run.code, 1);
  EXPECT_TRUE(run.out.ends_with("\n2 differences\n")) << run.out;
}

TEST_F(Command, WhatCannotBeReadEndsWith2AndOneLine) {
  const std::string& path = Write("openapi: 3.1.0\npaths: {}\n");
  const Result run = RunOn(path);
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(run.err, "invitro-contract: --description: cannot read '" + path +
                         "': it has no operation at …/organization/invites\n");
  EXPECT_EQ(RunOn("/no/such/file").code, 2);
  EXPECT_EQ(RunOn(Write("<!doctype html>\n<p>Not found</p>")).code, 2);
}

TEST_F(Command, NamesFromTheDescriptionCannotControlATerminal) {
  Json sample = Sample();
  sample["components"]["schemas"]["InviteRequest"]["properties"]["\x1b[2J\n"] = true;
  EXPECT_EQ(RunOn(Write(sample.dump())).out,
            "INV-CREATE-10  POST /organization/invites: request body: field '?[2J?' is new\n"
            "1 difference\n");
}

TEST_F(Command, OutputThatCannotBeWrittenEndsWith2) {
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(CompareWithOurs(Write(Sample().dump()), {}, out, err), 2);
  EXPECT_EQ(err.str(), "invitro-contract: --description: cannot write to the standard output\n");
}

}  // namespace
}  // namespace invitro::description
