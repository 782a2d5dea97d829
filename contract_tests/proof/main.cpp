// invitro-kill-matrix: which check of the contract catches which defect.

#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "contract_tests/proof/matrix.h"

namespace {

using invitro::contract::MatrixRow;
using invitro::defects::Defect;

constexpr int kOk = 0, kSurvivors = 1, kUsage = 3;

struct Flags {
  int runs = 20;
  bool diagonal = false;
  std::string out;
  std::vector<std::string> names;
  int jobs = 0;
};

std::vector<const Defect*> Chosen(const std::vector<std::string>& names) {
  std::vector<const Defect*> chosen;
  for (const Defect& defect : invitro::defects::All()) {
    const bool wanted =
        names.empty() || std::find(names.begin(), names.end(), defect.name) != names.end();
    if (wanted) chosen.push_back(&defect);
  }
  return chosen;
}

/// Calls `work(i)` for each of `count`, on several threads.
void InParallel(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(jobs));
  for (int i = 0; i < jobs; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < count; at = next++) work(at);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

/// What `work` answers, from a process of its own: neither RapidCheck's generators nor a crash may
/// meet those of another. "" if it died.
std::string Apart(const std::function<std::string()>& work) {
  std::array<int, 2> ends = {-1, -1};
  if (pipe(ends.data()) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = work();
    const ssize_t written = write(ends[1], text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> part = {};
  for (ssize_t n = 0; (n = read(ends[0], part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return text;
}

MatrixRow MeasureApart(const Defect& defect, int runs) {
  MatrixRow row = invitro::contract::RowFromText(Apart(
      [&] { return invitro::contract::RowToText(invitro::contract::Measure(defect, runs)); }));
  row.defect = &defect;
  row.runs = std::max(row.runs, runs);  // a process that died killed nothing
  return row;
}

int Diagonal(const std::vector<const Defect*>& defects, int jobs) {
  std::vector<char> dead(defects.size(), 0);
  InParallel(defects.size(), jobs, [&](std::size_t i) {
    const std::string died =
        Apart([&] { return invitro::contract::DiesByItsOwnRule(*defects[i]) ? "yes" : "no"; });
    dead[i] = died == "yes" ? 1 : 0;
  });
  int survivors = 0;
  for (std::size_t i = 0; i < defects.size(); ++i) {
    if (dead[i] != 0) continue;
    ++survivors;
    std::cout << "SURVIVES " << defects[i]->name << ": no check of " << defects[i]->rule
              << " failed for it\n";
  }
  std::cout << defects.size() << " defects, " << survivors << " survive their own rule\n";
  return survivors == 0 ? kOk : kSurvivors;
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) std::cerr << "invitro-kill-matrix: cannot write " << path << "\n";
  return !file.fail();
}

int Matrix(const std::vector<const Defect*>& defects, const Flags& flags) {
  std::vector<MatrixRow> rows(defects.size());
  std::mutex talking;
  std::size_t done = 0;
  InParallel(defects.size(), flags.jobs, [&](std::size_t i) {
    rows[i] = MeasureApart(*defects[i], flags.runs);
    const std::lock_guard lock(talking);
    std::cerr << ++done << "/" << defects.size() << " " << defects[i]->name << ": killed by "
              << defects[i]->rule << " in " << rows[i].killed << " of " << rows[i].runs << "\n";
  });
  int survivors = 0;
  for (const MatrixRow& row : rows) {
    const bool dead = row.killed * 20 >= row.runs * 19;  // 19 in 20 and better
    if (dead) continue;
    ++survivors;
    std::cout << "SURVIVES " << row.defect->name << ": " << row.defect->rule << " failed in "
              << row.killed << " of " << row.runs << " runs\n";
  }
  std::cout << rows.size() << " defects, " << survivors << " survive\n";
  if (!flags.out.empty() &&
      (!WriteFile(flags.out + ".json", invitro::contract::MatrixAsJson(rows)) ||
       !WriteFile(flags.out + ".html", invitro::contract::MatrixAsHtml(rows)))) {
    return kSurvivors;
  }
  return survivors == 0 ? kOk : kSurvivors;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Which check of the contract catches which defect.", "invitro-kill-matrix");
  Flags flags;
  flags.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  app.add_flag("--diagonal", flags.diagonal, "Only each defect against the checks of its own rule");
  app.add_option("--runs", flags.runs, "Whole runs of each defect, with seeds from 1")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--defect", flags.names, "Only this one (repeatable)")->allow_extra_args(false);
  app.add_option("--out", flags.out, "Write PATH.json and PATH.html");
  app.add_option("--jobs", flags.jobs, "Threads")->check(CLI::Range(1, 64))->capture_default_str();
  app.footer(
      "Exit codes: 0 every defect is killed by its own rule, 1 some survive, 3 wrong usage.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  const auto defects = Chosen(flags.names);
  if (defects.size() < std::max<std::size_t>(1, flags.names.size())) {
    std::cerr << "invitro-kill-matrix: an unknown defect (see invitro-server --list-defects)\n";
    return kUsage;
  }
  return flags.diagonal ? Diagonal(defects, flags.jobs) : Matrix(defects, flags);
}
