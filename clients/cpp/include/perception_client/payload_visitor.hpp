#pragma once

#include <cstddef>
#include <cstdint>
#include <locale>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "perception_client/reader.hpp"

namespace perception_client::detail {

/// Takes a payload's values, in the order in which msgpack's parser finds them, to their places in a message.
///
/// The parser does not recurse and builds nothing of its own, so that all memory is counted here.
class PayloadVisitor {
public:
    /// Arrays and maps within one another; the contract itself needs five.
    static constexpr std::size_t most_depth = 1024;

    /// What lists may take in memory: items whose fields are all left out need a byte each on the wire, and hundreds here.
    static constexpr std::size_t always_granted_bytes = 1'000'000;
    static constexpr std::size_t most_growth = 16;

    PayloadVisitor(Target target, std::size_t payload_bytes)
        : expected_(target.reader->type()), payload_bytes_(payload_bytes), target_(target) {}

    bool visit_nil() { return take(Nil{}); }
    bool visit_boolean(bool value) { return take(value); }
    bool visit_positive_integer(std::uint64_t value) {
        return value > INT64_MAX ? take(value) : take(static_cast<std::int64_t>(value));
    }
    bool visit_negative_integer(std::int64_t value) { return take(value); }
    bool visit_float32(float value) { return take(static_cast<double>(value)); }
    bool visit_float64(double value) { return take(value); }
    bool visit_str(const char* value, std::uint32_t size) { return take(std::string_view(value, size)); }
    bool visit_bin(const char*, std::uint32_t) { return take(Other{"binary"}); }
    bool visit_ext(const char*, std::uint32_t) { return take(Other{"an extension type"}); }

    bool start_array(std::uint32_t count) {
        if (!is_possible(count)) {
            return false;
        }
        if (is_skipping()) {
            skipped_depth_++;
            return true;
        }
        const auto [array, place] = target_.reader->begin(target_.place);
        if (array == nullptr) {
            return refuse_value("an array");
        }
        levels_.push_back({array, place, 0});
        return true;
    }

    bool start_array_item() {
        if (skipped_depth_ > 0) {
            return true;
        }
        Level& level = levels_.back();
        spent_bytes_ += level.array->item_bytes();
        if (spent_bytes_ > always_granted_bytes + most_growth * payload_bytes_) {
            refuse("more items than a message of its size can hold");
            return false;
        }
        target_ = level.array->item(level.place, level.next++);
        return true;
    }

    bool end_array_item() { return true; }

    bool end_array() {
        if (skipped_depth_ > 0) {
            skipped_depth_--;
        } else {
            levels_.pop_back();
        }
        return true;
    }

    bool start_map(std::uint32_t count) {
        if (!is_possible(count)) {
            return false;
        }
        if (!is_skipping()) {
            return refuse_value("a map");
        }
        skipped_depth_++;
        return true;
    }

    bool start_map_key() { return true; }
    bool end_map_key() { return true; }
    bool start_map_value() { return true; }
    bool end_map_value() { return true; }

    bool end_map() {
        skipped_depth_--;
        return true;
    }

    void parse_error(std::size_t, std::size_t offset) { refuse("no MessagePack at byte " + std::to_string(offset)); }
    void insufficient_bytes(std::size_t, std::size_t) { refuse("less than one document"); }

    // Asked for by the parser, which keeps strings that are referenced; here they are copied.
    bool referenced() const { return false; }
    void set_referenced(bool) {}

    void refuse(const std::string& found) {
        refusal_ = "payload of " + std::to_string(payload_bytes_) + " bytes: expected a " + expected_ + " in MessagePack, found otherwise (" + found + ")";
    }

    /// Why the payload is no such message, as one sentence; empty where nothing was found against it.
    const std::string& refusal() const { return refusal_; }

private:
    struct Level {
        const ArrayReader* array;
        void* place;
        std::size_t next;
    };

    bool is_skipping() const { return target_.reader == nullptr; }

    bool is_possible(std::uint32_t count) {
        if (count > payload_bytes_) {
            refuse("an array or map of " + std::to_string(count) + " items");
            return false;
        }
        if (levels_.size() + skipped_depth_ >= most_depth) {
            refuse("more than " + std::to_string(most_depth) + " arrays or maps within one another");
            return false;
        }
        return true;
    }

    bool take(const Scalar& value) {
        if (is_skipping()) {
            return true;
        }
        switch (target_.reader->take(target_.place, value)) {
            case Outcome::read:
                return true;
            case Outcome::out_of_range:
                return refuse_value(number(value));
            default:
                return refuse_value(kind(value));
        }
    }

    bool refuse_value(const std::string& found) {
        std::string where;
        for (const Level& level : levels_) {
            if (static_cast<const Reader*>(level.array) == level.array->message()) {
                where = level.array->type() + "." + std::string(level.array->message()->field_name(level.next - 1));
            }
        }
        refusal_ = target_.reader->expectation(where) + ", found " + found;
        return false;
    }

    static std::string kind(const Scalar& value) {
        static constexpr const char* kinds[] = {"nil", "a boolean", "an integer", "an integer", "a float", "a string"};
        const auto* other = std::get_if<Other>(&value);
        return other != nullptr ? std::string(other->name) : kinds[value.index()];
    }

    static std::string number(const Scalar& value) {
        std::ostringstream text;
        text.imbue(std::locale::classic());
        std::visit(
            [&text](const auto& held) {
                if constexpr (std::is_arithmetic_v<std::decay_t<decltype(held)>>) {
                    text << held;
                }
            },
            value);
        return text.str();
    }

    std::string expected_;
    std::size_t payload_bytes_;
    std::size_t spent_bytes_ = 0;
    Target target_;
    std::vector<Level> levels_;
    std::size_t skipped_depth_ = 0;
    std::string refusal_;
};

}  // namespace perception_client::detail
