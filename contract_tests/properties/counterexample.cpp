#include "contract_tests/properties/counterexample.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "contract_tests/fixtures_embedded.h"

namespace invitro::contract {

std::optional<Counterexample> ReadCounterexample(const std::string& name, const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("steps") || !json["steps"].is_array()) {
    return std::nullopt;
  }
  Counterexample example;
  example.name = name;
  const Json title = json.value("title", Json());
  if (title.is_string()) example.title = title.get<std::string>();
  for (const Json& each : json["steps"]) {
    auto step = StepFromJson(each);
    if (!step) return std::nullopt;
    example.steps.push_back(std::move(*step));
  }
  return example;
}

std::vector<Counterexample> BuiltInCounterexamples() {
  std::vector<Counterexample> all;
  for (const auto& [name, text] : kCounterexamples) {
    if (auto example = ReadCounterexample(std::string(name), std::string(text))) {
      all.push_back(std::move(*example));
    }
  }
  return all;
}

std::optional<Counterexample> ReadCounterexampleFile(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return ReadCounterexample(std::filesystem::path(path).stem().string(), text.str());
}

std::vector<Counterexample> ReadCounterexamples(const std::string& folder, std::string& error) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Counterexample> all;
  for (const fs::path& path : paths) {
    auto example = ReadCounterexampleFile(path.string());
    if (example) {
      all.push_back(std::move(*example));
    } else {
      error += path.string() + " is not a counterexample\n";
    }
  }
  return all;
}

std::string SaveCounterexample(const std::string& folder, const std::string& run,
                               const Finding& finding, const std::vector<Step>& steps) {
  Json json = {{"rule", finding.rule},
               {"title", "expected " + finding.expected + ", got " + finding.got},
               {"steps", Json::array()}};
  for (const Step& step : steps) json["steps"].push_back(ToJson(step));
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  const std::string path = folder + "/" + finding.rule + "-" + run + ".json";
  std::ofstream file(path);
  file << json.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
  file.close();
  return file ? path : "";
}

}  // namespace invitro::contract
