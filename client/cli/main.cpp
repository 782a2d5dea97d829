#include <csignal>
#include <cstdlib>
#include <iostream>

#include "client/cli/cli.h"

int main(int argc, char** argv) {
  // A reader that has gone is an error of the output, not the end of the process.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  return static_cast<int>(invitro::cli::Run(
      argc, argv,
      {.environment = [](const char* name) -> const char* { return std::getenv(name); },
       .connect = invitro::Client::Make,
       .out = std::cout,
       .err = std::cerr}));
}
