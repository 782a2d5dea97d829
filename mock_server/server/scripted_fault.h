#pragma once

// A scripted fault as it changes an answer. Pure; safe from any thread.

#include "mock_server/http/message.h"
#include "mock_server/tenant/faults.h"

namespace invitro::server {

/// Alters `response` as the fault says, and tells the edge how to deliver it.
void ApplyFault(const tenant::Fault& fault, http::Response& response);

}  // namespace invitro::server
