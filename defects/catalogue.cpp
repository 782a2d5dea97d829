#include <algorithm>

#include "defects/defect.h"

namespace invitro::defects {

const std::vector<Defect>& All() {
  static const std::vector<Defect> every = [] {
    std::vector<Defect> all;
    for (const auto part :
         {ListDefects, LimitDefects, CursorDefects, DeletionDefects, DeletionAnswerDefects,
          RetrievalDefects, CreationDefects, NewInviteDefects, BadInputDefects, DuplicateDefects,
          ShapeDefects, ErrorShapeDefects, KeyDefects, ScopeDefects, LifeDefects, InputDefects,
          RaceDefects}) {
      for (Defect& defect : part()) all.push_back(std::move(defect));
    }
    return all;
  }();
  return every;
}

const Defect* Find(std::string_view name) {
  const auto it = std::find_if(All().begin(), All().end(),
                               [&](const Defect& defect) { return defect.name == name; });
  return it == All().end() ? nullptr : &*it;
}

}  // namespace invitro::defects
