#pragma once

// The limits for a description that comes from outside.

#include <cstddef>

namespace invitro::description {

inline constexpr std::size_t kMaxTextBytes = 32 * 1024 * 1024;
inline constexpr std::size_t kMaxDepth = 200;        // containers inside each other
inline constexpr std::size_t kMaxNodes = 2'000'000;  // values, each alias counted as its copy
inline constexpr std::size_t kMaxExpandedBytes = 64 * 1024 * 1024;  // of strings and keys, likewise

inline constexpr std::size_t kMaxSchemaDepth = 100;               // schemas inside each other
inline constexpr std::size_t kMaxPathBytes = 4096;                // of one field
inline constexpr std::size_t kMaxSchemaBytes = 64 * 1024 * 1024;  // of all that schemas expand to

}  // namespace invitro::description
