#include "mock_server/server/scripted_fault.h"

#include <chrono>
#include <cstddef>

#include "mock_server/api/error.h"

namespace invitro::server {

void ApplyFault(const tenant::Fault& fault, http::Response& response) {
  constexpr int kServerError = 500;
  if (fault.status) {
    response = api::ToResponse(
        {.status = *fault.status,
         .message = "A scripted fault.",
         .code = "scripted_fault",
         .type = *fault.status >= kServerError ? "server_error" : "invalid_request_error"});
  }
  if (fault.body) response.body = *fault.body;
  for (const auto& [name, value] : fault.headers) response.headers.push_back({name, value});
  http::Delivery& delivery = response.delivery.emplace();
  delivery.delay = std::chrono::milliseconds(fault.delay_ms);
  delivery.body_pause = std::chrono::milliseconds(fault.body_pause_ms);
  delivery.length_error = fault.content_length_error;
  delivery.reset = fault.reset;
  if (fault.cut_after_bytes) delivery.cut_after = static_cast<std::size_t>(*fault.cut_after_bytes);
}

}  // namespace invitro::server
