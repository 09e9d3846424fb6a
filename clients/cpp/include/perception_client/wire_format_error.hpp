#pragma once

#include <stdexcept>

namespace perception_client {

/// A payload is not what its topic promises; `what()` is one sentence.
struct WireFormatError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace perception_client
