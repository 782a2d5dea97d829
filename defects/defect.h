#pragma once

// Deliberate defects: each breaks one rule of docs/behaviour.md as real servers do, and shows
// whether a test suite catches that. Decorators over the request handler, outside production code;
// several may be put around each other. Safe from any thread.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/http/handler.h"

namespace invitro::defects {

struct Defect {
  std::string name;   // what the user sees, snake_case
  std::string rule;   // "INV-PAGE-05"
  std::string what;   // one line
  bool race = false;  // shows only when requests overlap

  /// Puts the defect around a handler; each call has a state of its own.
  std::function<http::PlainHandler(http::PlainHandler)> wrap;
};

/// Every defect, by area.
const std::vector<Defect>& All();

/// nullptr: there is none of that name.
const Defect* Find(std::string_view name);

std::vector<Defect> ListDefects();
std::vector<Defect> LimitDefects();
std::vector<Defect> CursorDefects();
std::vector<Defect> DeletionDefects();
std::vector<Defect> DeletionAnswerDefects();
std::vector<Defect> RetrievalDefects();
std::vector<Defect> CreationDefects();
std::vector<Defect> NewInviteDefects();
std::vector<Defect> BadInputDefects();
std::vector<Defect> DuplicateDefects();
std::vector<Defect> ScopeDefects();
std::vector<Defect> ShapeDefects();
std::vector<Defect> ErrorShapeDefects();
std::vector<Defect> KeyDefects();
std::vector<Defect> LifeDefects();
std::vector<Defect> InputDefects();
std::vector<Defect> RaceDefects();

}  // namespace invitro::defects
