#pragma once

// A mock as many projects have one: a map, a few ifs. It is no server: requests are handed to it.

#include <invitro/transport.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

class MyMock : public invitro::Transport {
 public:
  tl::expected<invitro::HttpResponse, invitro::TransportError> Send(
      const invitro::HttpRequest& request, Clock::time_point deadline) override;

  /// For the test of the test: forgets that the last page is the last.
  bool always_says_more = false;

 private:
  using Json = nlohmann::json;

  invitro::HttpResponse Answer(const invitro::HttpRequest& request);
  invitro::HttpResponse Create(const std::string& body);
  invitro::HttpResponse List(const std::string& query) const;
  invitro::HttpResponse One(const std::string& method, const std::string& id);

  std::vector<Json> invites_;  // oldest first
  int made_ = 0;
};
