#include "mock_server/control/faults_codec.h"

#include <limits>

#include "mock_server/control/object_codec.h"

namespace invitro::control {
namespace {

using Json = nlohmann::ordered_json;
using tenant::Fault;
using tenant::Operation;

constexpr std::int64_t kMost = 1'000'000'000;
constexpr std::int64_t kMostCount = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostDelayMs = 3'600'000;
constexpr std::size_t kMostFaults = 100;

bool IsDelivery(const Fault& fault) {
  return fault.delay_ms > 0 || fault.body_pause_ms > 0 || fault.cut_after_bytes ||
         fault.content_length_error != 0 || fault.reset;
}

bool ChangesSomething(const Fault& fault) {
  return !fault.commit || fault.status || fault.body || !fault.headers.empty() || IsDelivery(fault);
}

tl::expected<Fault, std::string> DecodeFault(const nlohmann::json& json, const std::string& path,
                                             bool can_reset) {
  ObjectReader reader(json, path);
  Fault fault;
  enum class Which { kCreate, kList, kRetrieve, kDelete, kAny };
  const auto which = reader.Word<Which>("operation", {{"create", Which::kCreate},
                                                      {"list", Which::kList},
                                                      {"retrieve", Which::kRetrieve},
                                                      {"delete", Which::kDelete},
                                                      {"any", Which::kAny}});
  if (which && *which != Which::kAny) fault.operation = static_cast<Operation>(*which);
  fault.skip = reader.Integer("skip", 0, kMost).value_or(0);
  fault.times = reader.Integer("times", 1, kMost);
  constexpr int kLeastStatus = 200, kMostStatus = 599;
  if (const auto status = reader.Integer("status", kLeastStatus, kMostStatus)) {
    fault.status = static_cast<int>(*status);
    const bool bare = *status == 204 || *status == 205 || *status == 304;
    if (bare) reader.Fail("status", "must be one that has a body");
  }
  fault.body = reader.Text("body");
  fault.commit = reader.Flag("commit").value_or(!fault.status);
  if (const auto seconds = reader.Integer("retry_after_s", 0, kMost)) {
    fault.headers.emplace_back("Retry-After", std::to_string(*seconds));
  }
  fault.delay_ms = reader.Integer("delay_ms", 0, kMostDelayMs).value_or(0);
  fault.body_pause_ms = reader.Integer("body_pause_ms", 0, kMostDelayMs).value_or(0);
  fault.cut_after_bytes = reader.Integer("cut_after_bytes", 0, kMost);
  fault.content_length_error = reader.Integer("content_length_error", -kMost, kMost).value_or(0);
  fault.reset = reader.Flag("reset").value_or(false);
  if (!fault.commit && !fault.status && !fault.reset) {
    reader.Fail("commit", "can only be false with 'status' or 'reset'");
  }
  for (const char* count : {"seen", "met"}) reader.Integer(count, 0, kMostCount);  // begin anew
  if (const auto error = reader.Error()) return tl::unexpected(*error);
  if (!ChangesSomething(fault)) return tl::unexpected("'" + path + "' makes nothing go wrong");
  if (!can_reset && fault.reset) {
    return tl::unexpected("'" + path +
                          "' asks for a reset of the connection, which cpp-httplib's server cannot "
                          "do; the epoll engine can (plain HTTP on Linux)");
  }
  return fault;
}

}  // namespace

tl::expected<std::vector<Fault>, std::string> DecodeFaults(std::string_view text, bool can_reset) {
  const auto body = ParseBody(text);
  if (!body) return tl::unexpected(body.error());
  ObjectReader reader(*body, "");
  const nlohmann::json* list = reader.Member("faults");
  if (list == nullptr || !list->is_array()) reader.Fail("faults", "must be an array");
  if (list != nullptr && list->size() > kMostFaults) reader.Fail("faults", "are too many");
  if (const auto error = reader.Error()) return tl::unexpected(*error);
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto fault = DecodeFault((*list)[i], "faults[" + std::to_string(i) + "]", can_reset);
    if (!fault) return tl::unexpected(fault.error());
    faults.push_back(*std::move(fault));
  }
  return faults;
}

std::string EncodeFaults(const std::vector<Fault>& faults) {
  Json json = {{"faults", Json::array()}};
  for (const Fault& fault : faults) {
    Json one;
    one["operation"] = fault.operation ? std::string(OperationName(*fault.operation)) : "any";
    one["skip"] = fault.skip;
    if (fault.times) one["times"] = *fault.times;
    one["commit"] = fault.commit;
    if (fault.status) one["status"] = *fault.status;
    if (fault.body) one["body"] = *fault.body;
    for (const auto& [name, value] : fault.headers) one["retry_after_s"] = std::stoll(value);
    if (fault.delay_ms > 0) one["delay_ms"] = fault.delay_ms;
    if (fault.body_pause_ms > 0) one["body_pause_ms"] = fault.body_pause_ms;
    if (fault.cut_after_bytes) one["cut_after_bytes"] = *fault.cut_after_bytes;
    if (fault.content_length_error != 0) one["content_length_error"] = fault.content_length_error;
    if (fault.reset) one["reset"] = true;
    one["seen"] = fault.seen;
    one["met"] = fault.met;
    json["faults"].push_back(one);
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace invitro::control
