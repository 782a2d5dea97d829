#include "defects/mutants/mutant.h"

namespace invitro::defects {

const std::vector<Mutant>& Mutants() {
  static const std::vector<Mutant> every = [] {
    std::vector<Mutant> all;
    for (const auto part :
         {AddressMutants, ProjectMutants, ShownFieldMutants, IdMutants, BodyTextMutants,
          BodyFieldMutants, RefusalMutants, CacheMutants, PageMutants, SizeMutants, ErrorMutants,
          HeaderMutants, KeyMutants, TimeMutants}) {
      for (Mutant& mutant : part()) all.push_back(std::move(mutant));
    }
    return all;
  }();
  return every;
}

}  // namespace invitro::defects
