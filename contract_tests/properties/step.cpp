#include "contract_tests/properties/step.h"

#include <algorithm>
#include <array>
#include <utility>

#include "contract_tests/model/addresses.h"
#include "contract_tests/model/bad_bodies.h"

namespace invitro::contract {
namespace {

constexpr std::array<std::pair<Do, const char*>, 9> kNames = {{{Do::kCreate, "create"},
                                                               {Do::kCreateBadly, "create badly"},
                                                               {Do::kPage, "page"},
                                                               {Do::kWalk, "walk"},
                                                               {Do::kRetrieve, "retrieve"},
                                                               {Do::kDelete, "delete"},
                                                               {Do::kAccept, "accept"},
                                                               {Do::kExpire, "expire"},
                                                               {Do::kAdvance, "advance"}}};

const char* NameOf(Do what) {
  for (const auto& [each, name] : kNames) {
    if (each == what) return name;
  }
  return "?";
}

const BadBody& BodyOf(const Step& step) {
  return BadBodies()[static_cast<std::size_t>(step.bad) % BadBodies().size()];
}

std::string Tagged(int tag) {
  if (tag == Step::kNeverWas) return "an id that never was";
  if (tag == Step::kOthers) return "an invite of another organization";
  return "#" + std::to_string(tag);
}

std::string LimitText(int limit) {
  return limit == 0 ? "no limit" : "limit " + std::to_string(limit);
}

}  // namespace

std::string ToText(const Step& step) {
  std::string text = NameOf(step.what);
  switch (step.what) {
    case Do::kCreate:
      text += " " + Tagged(step.tag);
      if (step.like != Step::kNobody) text += " with the address of " + Tagged(step.like);
      if (step.owner) text += ", role owner";
      if (step.projects < 0) text += ", projects left out";
      if (step.projects > 0) text += ", " + std::to_string(step.projects) + " projects";
      if (step.form != 0) text += std::string(", an address with ") + NameOfForm(step.form);
      return text;
    case Do::kCreateBadly:
      return std::string("create with a bad body: ") + BodyOf(step).what;
    case Do::kPage:
      text += ", " + LimitText(step.limit);
      return step.tag == Step::kNobody ? text : text + ", after " + Tagged(step.tag);
    case Do::kWalk:
      text += ", " + LimitText(step.limit);
      for (const Step& each : step.between) text += "; then " + ToText(each);
      return text;
    case Do::kAdvance:
      return text + (step.lifetime ? " the clock by a lifetime" : " the clock by an hour");
    case Do::kRetrieve:
    case Do::kDelete:
    case Do::kAccept:
    case Do::kExpire:
      return text + " " + Tagged(step.tag);
  }
  return text;
}

Json ToJson(const Step& step) {
  Json json = {{"do", NameOf(step.what)}, {"tag", step.tag}};
  const Step plain;
  if (step.like != plain.like) json["like"] = step.like;
  if (step.limit != plain.limit) json["limit"] = step.limit;
  if (step.owner) json["owner"] = true;
  if (step.projects != plain.projects) json["projects"] = step.projects;
  if (step.form != plain.form) json["form"] = step.form;
  if (step.bad != plain.bad) json["bad"] = step.bad;
  if (step.near != plain.near) json["near"] = step.near;
  if (step.miss != plain.miss) json["miss"] = step.miss;
  if (step.lifetime) json["lifetime"] = true;
  for (const Step& each : step.between) json["between"].push_back(ToJson(each));
  return json;
}

std::optional<Step> StepFromJson(const Json& json) {
  if (!json.is_object() || !json.contains("do") || !json["do"].is_string()) return std::nullopt;
  const auto it = std::find_if(kNames.begin(), kNames.end(),
                               [&](const auto& each) { return json["do"] == each.second; });
  if (it == kNames.end()) return std::nullopt;
  Step step;
  step.what = it->first;
  const auto number = [&](const char* key, int& to) {
    const auto found = json.find(key);
    if (found == json.end()) return true;
    if (!found->is_number_integer()) return false;
    to = found->get<int>();
    return true;
  };
  const bool fits = number("tag", step.tag) && number("like", step.like) &&
                    number("limit", step.limit) && number("projects", step.projects) &&
                    number("form", step.form) && number("bad", step.bad) &&
                    number("near", step.near) && number("miss", step.miss);
  if (!fits || step.form < 0 || step.bad < 0 || step.miss < 0 || step.projects > 100 ||
      step.limit < 0 || step.limit > 100)
    return std::nullopt;
  step.owner = json.value("owner", Json()) == Json(true);
  step.lifetime = json.value("lifetime", Json()) == Json(true);
  for (const Json& each : json.value("between", Json::array())) {
    auto inner = StepFromJson(each);
    if (!inner) return std::nullopt;
    step.between.push_back(std::move(*inner));
  }
  return step;
}

bool Possible(const Step& step, const Capabilities& can) {
  for (const Step& each : step.between) {
    if (!Possible(each, can)) return false;
  }
  if (step.tag == Step::kOthers && !can.other_organization) return false;
  switch (step.what) {
    case Do::kAccept:
      return can.accept;
    case Do::kExpire:
      return can.expire;
    case Do::kAdvance:
      return can.clock && can.time_to_live.has_value();
    case Do::kCreate:
    case Do::kCreateBadly:
    case Do::kPage:
    case Do::kWalk:
    case Do::kRetrieve:
    case Do::kDelete:
      return true;
  }
  return false;
}

}  // namespace invitro::contract
