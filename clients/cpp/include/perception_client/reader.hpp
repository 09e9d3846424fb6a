#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "perception_client/description.hpp"

/// How values of each type of the contract come from MessagePack into their places: one constant reader a type, made from the messages' own descriptions.
namespace perception_client::detail {

struct Nil {};

/// A value that no field of the contract has.
struct Other {
    std::string_view name;
};

/// A value that is no array or map; a `std::uint64_t` is one above all that a `std::int64_t` can be.
using Scalar = std::variant<Nil, bool, std::int64_t, std::uint64_t, double, std::string_view, Other>;

enum class Outcome { read, other_type, out_of_range };

class ArrayReader;
class MessageReader;

/// Reads one value into its place, which is one of the reader's own type.
class Reader {
public:
    virtual Outcome take(void* place, const Scalar& value) const = 0;

    /// Makes room for an array's items; the result has no reader where no array may be here.
    virtual std::pair<const ArrayReader*, void*> begin(void*) const { return {nullptr, nullptr}; }

    /// The type, as the contract writes it.
    virtual std::string type() const = 0;

    /// What a value that is refused should have been.
    /// @param where The message and field.
    virtual std::string expectation(const std::string& where) const { return where + ": expected " + type(); }

    /// The message that this is or holds; null where it is or holds none.
    virtual const MessageReader* message() const { return nullptr; }

    /// Adds a line for each enumerator of the enumeration that this is or holds.
    virtual void describe_enumerators(std::vector<std::string>&) const {}

protected:
    ~Reader() = default;
};

/// A reader and where what it reads belongs; without a reader what comes is skipped.
struct Target {
    const Reader* reader = nullptr;
    void* place = nullptr;
};

class ArrayReader : public Reader {
public:
    /// Where the item of this number belongs. Calls for a place come in order.
    virtual Target item(void* place, std::size_t number) const = 0;

    /// Bytes that each further item takes in memory, without what it points to.
    virtual std::size_t item_bytes() const = 0;

protected:
    ~ArrayReader() = default;
};

/// The constant reader of a type.
template <class T>
struct ReaderOf;

template <class T>
inline constexpr ReaderOf<T> reader_of{};

template <class T>
class IntegerReader : public Reader {
public:
    Outcome take(void* place, const Scalar& value) const final {
        if (std::holds_alternative<std::uint64_t>(value)) {
            return Outcome::out_of_range;
        }
        const auto* number = std::get_if<std::int64_t>(&value);
        if (number == nullptr) {
            return Outcome::other_type;
        }
        if (*number < std::numeric_limits<T>::min() || *number > std::numeric_limits<T>::max()) {
            return Outcome::out_of_range;
        }
        *static_cast<T*>(place) = static_cast<T>(*number);
        return Outcome::read;
    }

protected:
    ~IntegerReader() = default;
};

template <>
struct ReaderOf<std::int32_t> final : IntegerReader<std::int32_t> {
    std::string type() const final { return "int32"; }
};

template <>
struct ReaderOf<std::int64_t> final : IntegerReader<std::int64_t> {
    std::string type() const final { return "int64"; }
};

template <class T>
class FloatReader : public Reader {
public:
    Outcome take(void* place, const Scalar& value) const final {
        double number = 0;
        if (const auto* real = std::get_if<double>(&value)) {
            number = *real;
        } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            number = static_cast<double>(*integer);
        } else if (const auto* large = std::get_if<std::uint64_t>(&value)) {
            number = static_cast<double>(*large);
        } else {
            return Outcome::other_type;
        }
        if (!(std::abs(number) <= std::numeric_limits<T>::max())) {  // Not so for NaN either.
            return Outcome::out_of_range;
        }
        *static_cast<T*>(place) = static_cast<T>(number);
        return Outcome::read;
    }

protected:
    ~FloatReader() = default;
};

template <>
struct ReaderOf<float> final : FloatReader<float> {
    std::string type() const final { return "float32"; }
};

template <>
struct ReaderOf<double> final : FloatReader<double> {
    std::string type() const final { return "float64"; }
};

template <>
struct ReaderOf<bool> final : Reader {
    Outcome take(void* place, const Scalar& value) const final {
        const auto* truth = std::get_if<bool>(&value);
        if (truth == nullptr) {
            return Outcome::other_type;
        }
        *static_cast<bool*>(place) = *truth;
        return Outcome::read;
    }

    std::string type() const final { return "bool"; }
};

template <>
struct ReaderOf<std::string> final : Reader {
    Outcome take(void* place, const Scalar& value) const final {
        const auto* text = std::get_if<std::string_view>(&value);
        if (text == nullptr) {
            return Outcome::other_type;
        }
        static_cast<std::string*>(place)->assign(*text);
        return Outcome::read;
    }

    std::string type() const final { return "string"; }
};

template <class Enum>
class EnumReader : public Reader {
public:
    Outcome take(void* place, const Scalar& value) const final {
        std::int64_t number = 0;
        const Outcome outcome = reader_of<std::int64_t>.take(&number, value);
        if (outcome != Outcome::read) {
            return outcome;
        }
        if (number < 0 || number > std::numeric_limits<std::uint8_t>::max()) {
            return Outcome::out_of_range;
        }
        *static_cast<Enum*>(place) = static_cast<Enum>(number);  // One of a later release too: the number is all there is.
        return Outcome::read;
    }

    std::string type() const final { return std::string(Enumeration<Enum>::name); }

    void describe_enumerators(std::vector<std::string>& lines) const final {
        for (std::size_t number = 0; number < Enumeration<Enum>::names.size(); number++) {
            const std::string digits = std::to_string(number);
            lines.push_back(
                "enum " + type() + " " + std::string(3 - digits.size(), ' ') + digits + " " + std::string(Enumeration<Enum>::names[number]));
        }
    }
};

template <class T>
struct ReaderOf<std::optional<T>> final : Reader {
    Outcome take(void* place, const Scalar& value) const final {
        auto& optional = *static_cast<std::optional<T>*>(place);
        if (std::holds_alternative<Nil>(value)) {
            optional.reset();
            return Outcome::read;
        }
        return reader_of<T>.take(&optional.emplace(), value);
    }

    std::pair<const ArrayReader*, void*> begin(void* place) const final {
        return reader_of<T>.begin(&static_cast<std::optional<T>*>(place)->emplace());
    }

    std::string type() const final { return reader_of<T>.type() + "?"; }
    std::string expectation(const std::string& where) const final { return reader_of<T>.expectation(where); }
    const MessageReader* message() const final { return reader_of<T>.message(); }
    void describe_enumerators(std::vector<std::string>& lines) const final { reader_of<T>.describe_enumerators(lines); }
};

template <class T>
struct ReaderOf<std::vector<T>> final : ArrayReader {
    Outcome take(void*, const Scalar&) const final { return Outcome::other_type; }

    std::pair<const ArrayReader*, void*> begin(void* place) const final { return {this, place}; }

    Target item(void* place, std::size_t) const final { return {&reader_of<T>, &static_cast<std::vector<T>*>(place)->emplace_back()}; }

    std::size_t item_bytes() const final { return sizeof(T); }
    std::string type() const final { return "list<" + reader_of<T>.type() + ">"; }
    const MessageReader* message() const final { return reader_of<T>.message(); }
    void describe_enumerators(std::vector<std::string>& lines) const final { reader_of<T>.describe_enumerators(lines); }
};

/// Reads a message field by field, by what its struct says of itself.
class MessageReader : public ArrayReader {
public:
    Outcome take(void*, const Scalar&) const final { return Outcome::other_type; }
    std::pair<const ArrayReader*, void*> begin(void* place) const final { return {this, place}; }
    std::size_t item_bytes() const final { return 0; }
    std::string expectation(const std::string&) const final { return type() + ": expected an array"; }
    const MessageReader* message() const final { return this; }

    virtual std::size_t field_count() const = 0;
    virtual std::string_view field_name(std::size_t key) const = 0;
    virtual const Reader& field_reader(std::size_t key) const = 0;

protected:
    ~MessageReader() = default;
};

template <class Message>
class StructReader : public MessageReader {
public:
    /// Fields of a later release are skipped.
    Target item(void* place, std::size_t key) const final {
        if (key >= slots.size()) {
            return {};
        }
        return {slots[key].reader, slots[key].place_in(place)};
    }

    std::string type() const final { return std::string(Message::message_name); }
    std::size_t field_count() const final { return slots.size(); }
    std::string_view field_name(std::size_t key) const final { return slots[key].name; }
    const Reader& field_reader(std::size_t key) const final { return *slots[key].reader; }

private:
    struct Slot {
        std::string_view name;
        const Reader* reader;
        void* (*place_in)(void* message);
    };

    template <std::size_t Key>
    static constexpr auto field = std::get<Key>(Message::fields());

    template <std::size_t Key>
    static void* place_of(void* message) {
        return &(static_cast<Message*>(message)->*field<Key>.place);
    }

    template <std::size_t Key>
    static constexpr Slot slot() {
        using Value = std::remove_reference_t<decltype(std::declval<Message&>().*field<Key>.place)>;
        return {field<Key>.name, &reader_of<Value>, &place_of<Key>};
    }

    template <std::size_t... Keys>
    static constexpr std::array<Slot, sizeof...(Keys)> all_slots(std::index_sequence<Keys...>) {
        return {slot<Keys>()...};
    }

    static constexpr auto slots = all_slots(std::make_index_sequence<std::tuple_size_v<decltype(Message::fields())>>{});
};

template <class T>
struct ReaderOf : std::conditional_t<std::is_enum_v<T>, EnumReader<T>, StructReader<T>> {};

}  // namespace perception_client::detail
