#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace perception_client {

/// A field of a message: its documented name and where it is in the struct. Its key is its place in the message's `fields()`.
template <class Message, class Value>
struct Field {
    std::string_view name;
    Value Message::*place;
};

template <class Message, class Value>
Field(const char*, Value Message::*) -> Field<Message, Value>;

/// An enumeration's name, and its enumerators' documented names by their numbers.
template <class Enum>
struct Enumeration;

/// The documented name; the number where it is one of a later release, which the value keeps.
template <class Enum>
std::string to_string(Enum value) {
    const auto number = static_cast<std::size_t>(value);
    return number < Enumeration<Enum>::names.size() ? std::string(Enumeration<Enum>::names[number]) : std::to_string(number);
}

}  // namespace perception_client
