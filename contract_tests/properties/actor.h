#pragma once

// Plays steps on a stage: finds the ids behind the tags, asks, and lets the model judge. For one
// thread.

#include <string>

#include "contract_tests/model/stage.h"
#include "contract_tests/properties/step.h"

namespace invitro::contract {

class Actor {
 public:
  /// `others`: the id of an invite in another organization; "" if there is none.
  Actor(Stage& stage, std::string others) : stage_(stage), others_(std::move(others)) {}

  /// Throws Broken, as the stage does.
  void Play(const Step& step);

 private:
  std::string IdOf(const Step& step) const;
  void Create(const Step& step);
  void Walk(const Step& step);
  Cursor CursorOf(const Step& step) const;

  Stage& stage_;
  std::string others_;
};

}  // namespace invitro::contract
