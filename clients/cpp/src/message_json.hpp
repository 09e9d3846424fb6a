#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "perception_client/messages.hpp"

/// Messages as JSON: every field by its documented name, null where it is absent; enumerators by name.
namespace perception_client::json {

template <class Message>
void add_fields(nlohmann::ordered_json& object, const Message& message);

template <class T>
nlohmann::ordered_json of(const T& value) {
    if constexpr (std::is_enum_v<T>) {
        const auto number = static_cast<std::size_t>(value);
        return number < Enumeration<T>::names.size() ? nlohmann::ordered_json(Enumeration<T>::names[number]) : nlohmann::ordered_json(number);
    } else if constexpr (std::is_class_v<T> && !std::is_same_v<T, std::string>) {
        nlohmann::ordered_json object = nlohmann::ordered_json::object();
        add_fields(object, value);
        return object;
    } else {
        return value;
    }
}

template <class T>
nlohmann::ordered_json of(const std::optional<T>& value) {
    return value ? of(*value) : nlohmann::ordered_json(nullptr);
}

template <class T>
nlohmann::ordered_json of(const std::vector<T>& values) {
    nlohmann::ordered_json items = nlohmann::ordered_json::array();
    for (const T& value : values) {
        items.push_back(of(value));
    }
    return items;
}

template <class Message>
void add_fields(nlohmann::ordered_json& object, const Message& message) {
    std::apply([&](const auto&... field) { (object.emplace(field.name, of(message.*field.place)), ...); }, Message::fields());
}

/// A published message in one line, `topic` first; bytes that are not UTF-8 are replaced.
template <class Message>
std::string line(const Message& message) {
    nlohmann::ordered_json object;
    object["topic"] = Message::topic;
    add_fields(object, message);
    return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace perception_client::json
