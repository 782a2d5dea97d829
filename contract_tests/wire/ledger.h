#pragma once

// What a run has made and not yet removed, on disk before the next step, so that a sweep after a
// crash can remove it. One JSON object a line; docs/contract.md describes them. For one thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace invitro::contract {

class Ledger {
 public:
  /// One that writes nothing: for a target that dies with this process.
  Ledger() = default;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  ~Ledger();

  /// Makes `path`, which must not exist. `durable`: every line is forced to the disk. The error is
  /// a line.
  std::optional<std::string> Open(const std::string& path, const std::string& run,
                                  const std::string& base_url, bool durable);

  void Exclusive();                                  // resetting the organization harms nobody
  void Intends(std::string_view email);              // before the request
  void Made(std::string_view id);                    // after the answer
  void Refused(std::string_view email);              // nothing was made
  void Removed(std::string_view id);                 //
  void Remains(std::string_view id);                 // … though the target said that it is gone
  void Reset();                                      // everything is gone
  void Elsewhere(std::string_view id);               // made with the other organization's key
  void Finish();                                     // all is clean: removes the file
  const std::string& path() const { return path_; }  // "" if it writes nothing

 private:
  void Write(std::string_view kind, std::string_view value);

  std::string path_;
  int file_ = -1;
  bool durable_ = false;
};

/// What a ledger's file says remains.
struct Leftovers {
  std::string run;
  std::string base_url;
  bool exclusive = false;
  std::vector<std::string> ids;        // made and not removed
  std::vector<std::string> emails;     // meant to be made, and never heard of
  std::vector<std::string> elsewhere;  // in the other organization that the run made up
  std::string error;                   // the file cannot be read
};

Leftovers ReadLedger(const std::string& path);

}  // namespace invitro::contract
