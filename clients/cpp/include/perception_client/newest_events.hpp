#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "perception_client/events.hpp"

namespace perception_client::detail {

/// Leaves of the events that wait only the newest of each kind and source.
///
/// It takes the place of the oldest, so that each comes to its turn however often newer ones come, and a source's notices stay before the world
/// that showed them.
class NewestEvents {
public:
    /// Takes out what a newer event has overtaken.
    /// @return How many worlds were taken out.
    static std::uint64_t keep_in(std::deque<Event>& events) {
        std::map<Key, Span> spans;
        for (std::size_t index = 0; index < events.size(); index++) {
            spans.try_emplace(key_of(events[index]), Span{index, index}).first->second.last = index;
        }
        if (spans.size() == events.size()) {
            return 0;
        }

        std::vector<std::pair<std::size_t, std::size_t>> places;
        for (const auto& [key, span] : spans) {
            places.emplace_back(place_of(key, span, spans), span.last);
        }
        std::sort(places.begin(), places.end());
        std::uint64_t worlds_left = 0;
        std::deque<Event> kept;
        for (const auto& [place, index] : places) {
            worlds_left += is_world(events[index]) ? 1 : 0;
            kept.push_back(events[index]);
        }
        const auto worlds = static_cast<std::uint64_t>(std::count_if(events.begin(), events.end(), is_world));
        events.swap(kept);
        return worlds - worlds_left;
    }

private:
    /// A message's place among those that there are, or behind them a notice's kind; and the source. It looks into the event.
    using Key = std::pair<std::size_t, std::optional<std::string_view>>;

    /// Where the oldest and the newest event of a key stood.
    struct Span {
        std::size_t first;
        std::size_t last;
    };

    static bool is_world(const Event& event) {
        const auto* received = std::get_if<Received>(&event);
        return received != nullptr && received->world() != nullptr;
    }

    static Key key_of(const Event& event) {
        if (const auto* received = std::get_if<Received>(&event)) {
            const WorldMessage* world = received->world();
            return {received->message.index(), world == nullptr ? std::nullopt : std::optional<std::string_view>(world->source_id)};
        }
        const Notice& notice = std::get<Notice>(event);
        const NoticeKind kind = notice.kind == NoticeKind::fresh ? NoticeKind::stale : notice.kind;
        return {std::variant_size_v<Message> + static_cast<std::size_t>(kind), notice.source_id};
    }

    static std::size_t place_of(const Key& key, const Span& span, const std::map<Key, Span>& spans) {
        const auto worlds = key.second ? spans.find(Key{world_index, key.second}) : spans.end();
        if (worlds == spans.end()) {
            return span.first;
        }
        // That a source is stale by now is told after its last world, not before.
        return span.last > worlds->second.last ? span.last : std::min(span.first, worlds->second.first);
    }

    static inline const std::size_t world_index = Message(std::shared_ptr<const WorldMessage>()).index();
};

}  // namespace perception_client::detail
