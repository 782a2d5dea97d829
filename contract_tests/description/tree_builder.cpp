#include "contract_tests/description/tree_builder.h"

#include <algorithm>
#include <utility>

#include "contract_tests/description/limits.h"

namespace invitro::description {

bool TreeBuilder::Fail(std::string error) {
  if (error_.empty()) error_ = std::move(error);
  return false;
}

bool TreeBuilder::Count(const Extent& extent) {
  used_.nodes += extent.nodes;
  used_.bytes += extent.bytes;
  if (used_.nodes > kMaxNodes) {
    return Fail("it has more than " + std::to_string(kMaxNodes) + " values, aliases expanded");
  }
  if (used_.bytes > kMaxExpandedBytes) {
    return Fail("it has more than 64 MiB of text, aliases expanded");
  }
  if (open_.size() + extent.depth > kMaxDepth) {
    return Fail("it is nested more than " + std::to_string(kMaxDepth) + " levels deep");
  }
  return true;
}

// The recursion ends at kMaxDepth: nothing deeper is ever built.
TreeBuilder::Extent TreeBuilder::Measure(const Json& value) {
  Extent extent{1, value.is_string() ? value.get_ref<const std::string&>().size() : 0, 0};
  if (!value.is_structured()) return extent;
  for (const auto& [key, child] : value.items()) {
    const Extent inner = Measure(child);
    extent.nodes += inner.nodes;
    extent.bytes += inner.bytes + (value.is_object() ? key.size() : 0);
    extent.depth = std::max(extent.depth, inner.depth);
  }
  ++extent.depth;
  return extent;
}

Json* TreeBuilder::Place(Json value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  if (open_.back()->is_array()) {
    open_.back()->push_back(std::move(value));
    return &open_.back()->back();
  }
  *member_ = std::move(value);
  return std::exchange(member_, nullptr);
}

bool TreeBuilder::Open(Json container) {
  if (ExpectsKey()) return Fail("a key is not a single word or text");
  if (!Count({1, 0, 1})) return false;
  open_.push_back(Place(std::move(container)));
  return true;
}

const Json& TreeBuilder::Close() {
  const Json& closed = *open_.back();
  open_.pop_back();
  return closed;
}

bool TreeBuilder::Key(std::string key) {
  if (!Count({0, key.size(), 0})) return false;
  member_ = &(*open_.back())[std::move(key)];
  return true;
}

bool TreeBuilder::Scalar(Json value) {
  if (!Count(Measure(value))) return false;
  Place(std::move(value));
  return true;
}

bool TreeBuilder::Anchor(std::size_t number, const Json& value) {
  const Extent extent = Measure(value);
  if (!Count({extent.nodes, extent.bytes, 0})) return false;
  kept_.insert_or_assign(number, Kept{value, extent});
  return true;
}

bool TreeBuilder::Alias(std::size_t number) {
  const auto kept = kept_.find(number);
  if (kept == kept_.end()) return Fail("an alias stands inside the value that it repeats");
  if (!Count(kept->second.extent)) return false;
  const Json& value = kept->second.value;
  if (!ExpectsKey()) {
    Place(value);
    return true;
  }
  if (value.is_structured()) return Fail("a key is not a single word or text");
  return Key(value.is_string() ? value.get<std::string>() : value.dump());
}

bool TreeBuilder::ExpectsKey() const {
  return !open_.empty() && open_.back()->is_object() && member_ == nullptr;
}

}  // namespace invitro::description
