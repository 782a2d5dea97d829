#include "mock_server/tenant/faults.h"

namespace invitro::tenant {

std::optional<Fault> Faults::Meet(Operation operation) {
  for (Fault& fault : faults_) {
    if (fault.operation && *fault.operation != operation) continue;
    const bool early = fault.seen < fault.skip;
    const bool over = fault.times && fault.met >= *fault.times;
    ++fault.seen;
    if (early || over) continue;
    ++fault.met;
    return fault;
  }
  return std::nullopt;
}

}  // namespace invitro::tenant
