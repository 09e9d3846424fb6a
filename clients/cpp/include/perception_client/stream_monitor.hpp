#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <locale>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "perception_client/events.hpp"
#include "perception_client/messages.hpp"

namespace perception_client::detail {

/// Finds gaps, restarts, staleness and foreign contracts in a stream of messages.
class StreamMonitor {
public:
    using Clock = std::chrono::steady_clock;

    /// @param events Gets the notices; outlives this.
    StreamMonitor(std::deque<Event>& events, Seconds stale_after) : events_(events), stale_after_(stale_after) {}

    /// World messages lost on the way, over all sources.
    std::uint64_t missed() const { return missed_; }

    void take(const WorldMessage& world, Clock::time_point now) {
        check_contract(world.schema_version, {});
        const std::int64_t number = world.sequence_number;
        Source& source = sources_.try_emplace(world.source_id).first->second;
        if (source.is_stale) {
            source.is_stale = false;
            tell(NoticeKind::fresh, "fresh again after " + seconds(now - source.came_at) + " s", world.source_id);
        }
        if (source.last && number > *source.last) {
            // Without a sign, for a foreign writer's numbers may be further apart than 63 bits.
            const std::uint64_t missed = static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(*source.last) - 1;
            if (missed > 0) {
                missed_ += missed;
                tell(NoticeKind::gap,
                     "expected world " + std::to_string(*source.last + 1) + ", found " + std::to_string(number) + ", so " +
                         std::to_string(missed) + " lost on the way",
                     world.source_id, missed);
            }
        } else if (source.last) {
            source.is_restart_told = true;
            tell(NoticeKind::restarted, "the service was restarted, world numbers begin anew at " + std::to_string(number), world.source_id);
        }
        source.last = number;
        source.came_at = now;
    }

    void take(const HealthMessage& health, Clock::time_point) { check_contract(health.schema_version, {}); }

    /// Tells of a restart that the numbers did not show, as where the new run is further than the old one was.
    void take(const HelloMessage& hello, Clock::time_point) {
        check_contract(hello.schema_version, hello.schema_hash);
        const bool is_restart = start_time_ns_ && *start_time_ns_ != hello.start_time_ns;
        for (auto& [source_id, source] : sources_) {
            // Once, where a source does not come again.
            if (is_restart && !source.is_restart_told && source.last) {
                source.last.reset();
                tell(NoticeKind::restarted, "the service was restarted, world numbers begin anew", source_id);
            }
            source.is_restart_told = false;
        }
        start_time_ns_ = hello.start_time_ns;
    }

    /// Tells of sources that have become stale.
    void check_staleness() {
        const Clock::time_point now = Clock::now();
        if (sources_.empty() && !is_silence_told_ && now - start_ >= stale_after_) {
            is_silence_told_ = true;
            events_.push_back(Notice{NoticeKind::stale, "no world message since connecting " + seconds(now - start_) + " s ago"});
        }
        for (auto& [source_id, source] : sources_) {
            if (!source.is_stale && now - source.came_at >= stale_after_) {
                source.is_stale = true;
                tell(NoticeKind::stale, "stale, no world message for " + seconds(now - source.came_at) + " s", source_id);
            }
        }
    }

private:
    struct Source {
        /// The last message's number; without it any number may come.
        std::optional<std::int64_t> last;
        Clock::time_point came_at{};
        bool is_stale = false;
        /// By a smaller number, while hello is still to tell of it.
        bool is_restart_told = false;
    };

    void check_contract(std::int32_t version, const std::optional<std::string>& hash) {
        const std::string found = version == schema_version ? hash.value_or(std::string(schema_hash)) : std::string();
        if (found == schema_hash || !contracts_.emplace(version, found).second) {
            return;
        }
        const std::string ours = std::to_string(schema_version);
        const std::string theirs = std::to_string(version);
        std::string differs;
        if (version > schema_version) {
            differs = "version " + ours + ", found the newer " + theirs + ", so its added fields are not read";
        } else if (version < schema_version) {
            differs = "version " + ours + ", found the older " + theirs + ", so fields added since are absent";
        } else {
            differs = "the contract " + std::string(schema_hash.substr(0, 12)) + " of version " + theirs + ", found " + found.substr(0, 12) +
                      ", so fields may be misread";
        }
        events_.push_back(Notice{NoticeKind::schema, "schema: expected " + differs});
    }

    void tell(NoticeKind kind, const std::string& what, const std::string& source_id, std::uint64_t missed = 0) {
        events_.push_back(Notice{kind, "source " + source_id + ": " + what, source_id, missed});
    }

    static std::string seconds(Seconds duration) {
        std::ostringstream text;
        text.imbue(std::locale::classic());
        text.precision(1);
        text << std::fixed << duration.count();
        return text.str();
    }

    std::deque<Event>& events_;
    Seconds stale_after_;
    Clock::time_point start_ = Clock::now();
    std::uint64_t missed_ = 0;
    std::map<std::string, Source> sources_;
    std::set<std::pair<std::int32_t, std::string>> contracts_;
    std::optional<std::int64_t> start_time_ns_;
    bool is_silence_told_ = false;
};

}  // namespace perception_client::detail
