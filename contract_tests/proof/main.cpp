// invitro-kill-matrix: which check of the contract catches which defect.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "contract_tests/facts/rule_table.h"
#include "contract_tests/proof/apart.h"
#include "contract_tests/proof/matrix.h"
#include "contract_tests/proof/mutators.h"

namespace {

using invitro::contract::EachApart;
using invitro::contract::MatrixRow;
using invitro::defects::Defect;

constexpr int kOk = 0, kSurvivors = 1, kUsage = 3;

struct Flags {
  int runs = 20;
  bool diagonal = false;
  bool alone = false;
  bool mutators = false;
  invitro::contract::MutatorOptions servers;
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

MatrixRow RowFrom(const std::string& text, const Defect& defect, int runs) {
  MatrixRow row = invitro::contract::RowFromText(text);
  row.defect = &defect;
  row.runs = std::max(row.runs, runs);  // a process that died killed nothing
  return row;
}

int Diagonal(const std::vector<const Defect*>& defects, int jobs) {
  std::vector<char> dead(defects.size(), 0);
  EachApart(
      defects.size(), jobs,
      [&](std::size_t i) {
        return invitro::contract::DiesByItsOwnRule(*defects[i]) ? "yes" : "no";
      },
      [&](std::size_t i, const std::string& died) { dead[i] = died == "yes" ? 1 : 0; });
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

/// Each documented rule needs a defect that breaks it and nothing else: without one, the suite
/// could not tell the rule from its neighbours.
int Alone(const std::vector<const Defect*>& defects, int jobs) {
  std::vector<std::string> broken(defects.size());
  EachApart(
      defects.size(), jobs,
      [&](std::size_t i) {
        std::string rules;
        for (const std::string& rule : invitro::contract::BrokenBy(*defects[i], 1)) {
          rules += (rules.empty() ? "" : " ") + rule;
        }
        return rules;
      },
      [&](std::size_t i, const std::string& rules) { broken[i] = rules; });
  std::map<std::string, std::string> nearest;  // documented rule: "" if a defect breaks it alone
  int first = 0;
  for (std::size_t i = 0; i < defects.size(); ++i) {
    const std::string& rule = defects[i]->rule;
    first += broken[i].substr(0, rule.size()) == rule ? 1 : 0;
    if (!invitro::contract::IsDocumented(rule)) continue;
    const auto [it, added] = nearest.try_emplace(rule, defects[i]->name + ": " + broken[i]);
    if (broken[i] == rule) it->second.clear();
  }
  int missing = 0;
  for (const auto& [rule, defect] : nearest) {
    if (defect.empty()) continue;
    ++missing;
    std::cout << "NOT ALONE " << rule << ": no defect breaks it and nothing else; " << defect
              << "\n";
  }
  std::cout << nearest.size() << " documented rules, " << missing
            << " without a defect that breaks nothing else; of " << defects.size() << " defects, "
            << first << " are reported under their own rule first\n";
  return missing == 0 ? kOk : kSurvivors;
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
  std::size_t done = 0;
  EachApart(
      defects.size(), flags.jobs,
      [&](std::size_t i) {
        return invitro::contract::RowToText(invitro::contract::Measure(*defects[i], flags.runs));
      },
      [&](std::size_t i, const std::string& text) {
        rows[i] = RowFrom(text, *defects[i], flags.runs);
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

void AddOptions(CLI::App& app, Flags& flags) {
  auto* diagonal = app.add_flag("--diagonal", flags.diagonal,
                                "Only each defect against the checks of its own rule");
  auto* alone = app.add_flag("--alone", flags.alone,
                             "Only whether each documented rule has a defect that breaks it alone")
                    ->excludes(diagonal);
  auto* mutators = app.add_flag("--mutators", flags.mutators,
                                "Play the machine-made servers, and the harmless ones")
                       ->excludes(diagonal)
                       ->excludes(alone);
  app.add_option("--sample", flags.servers.sample,
                 "Play only this many of the servers, and a quarter as many harmless runs; 0: all")
      ->needs(mutators)
      ->capture_default_str();
  app.add_option("--seed", flags.servers.seed,
                 "Chooses the sample, and is that of the runs; 0: today's date")
      ->needs(mutators)
      ->check(CLI::Range(0, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--server", flags.servers.names, "Only this one (repeatable)")
      ->needs(mutators)
      ->allow_extra_args(false);
  app.add_option("--runs", flags.runs, "Whole runs of each defect or harmless server")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--defect", flags.names, "Only this one (repeatable)")->allow_extra_args(false);
  app.add_option("--out", flags.out, "Write PATH.json and PATH.html")
      ->excludes(diagonal)
      ->excludes(mutators)
      ->excludes(alone);
  app.add_option("--jobs", flags.jobs, "Processes at once")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.footer(
      "Exit codes: 0 every defect is killed by its own rule, or 95 % of the machine-made servers "
      "are and no harmless one is called broken; 1 not so; 3 wrong usage.");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Which check of the contract catches which defect.", "invitro-kill-matrix");
  Flags flags;
  flags.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  AddOptions(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  for (const std::string& name : flags.names) {
    if (invitro::defects::Find(name) != nullptr) continue;
    std::cerr << "invitro-kill-matrix: there is no defect '" << name
              << "' (see invitro-server --list-defects)\n";
    return kUsage;
  }
  for (const std::string& name : flags.servers.names) {
    if (invitro::contract::IsMachineMade(name)) continue;
    std::cerr << "invitro-kill-matrix: --server: there is no machine-made server '" << name
              << "' (see defects/mutants)\n";
    return kUsage;
  }
  if (flags.mutators) {
    flags.servers.runs = flags.runs;
    flags.servers.jobs = flags.jobs;
    return invitro::contract::PlayMutators(flags.servers) ? kOk : kSurvivors;
  }
  // Now, and not after ten minutes.
  if (!flags.out.empty() && !WriteFile(flags.out + ".json", "[]\n")) return kUsage;
  const auto defects = Chosen(flags.names);
  if (flags.alone) return Alone(defects, flags.jobs);
  return flags.diagonal ? Diagonal(defects, flags.jobs) : Matrix(defects, flags);
}
