#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "perception_client/codec.hpp"

namespace perception_client {

using Seconds = std::chrono::duration<double>;

/// A message came in.
struct Received {
    Message message;
    /// When it was read.
    std::chrono::steady_clock::time_point received_at;
    /// How long it may have lain unread here before: since the subscriber last found nothing to read; 0 where it was waited for.
    Seconds waited_at_most{0};

    /// Null where it is no world message, as with the others.
    const WorldMessage* world() const { return of<WorldMessage>(); }
    const HealthMessage* health() const { return of<HealthMessage>(); }
    const HelloMessage* hello() const { return of<HelloMessage>(); }

private:
    template <class M>
    const M* of() const {
        const auto* held = std::get_if<std::shared_ptr<const M>>(&message);
        return held == nullptr ? nullptr : held->get();
    }
};

enum class NoticeKind { gap, restarted, stale, fresh, schema, rejected };

/// Something about the stream that a planner should act on.
struct Notice {
    NoticeKind kind;
    /// Says it in words.
    std::string sentence;
    /// The source that it is about. `stale` without one: no world message has come from any source since connecting.
    std::optional<std::string> source_id = std::nullopt;
    /// World messages lost in a gap.
    std::uint64_t missed = 0;
};

using Event = std::variant<Received, Notice>;

}  // namespace perception_client
