#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#ifndef MSGPACK_NO_BOOST
#define MSGPACK_NO_BOOST
#endif
#include <msgpack/unpack.hpp>

#include "perception_client/messages.hpp"
#include "perception_client/payload_visitor.hpp"
#include "perception_client/reader.hpp"
#include "perception_client/wire_format_error.hpp"

namespace perception_client {

/// One of the three published messages.
using Message = std::variant<std::shared_ptr<const WorldMessage>, std::shared_ptr<const HealthMessage>, std::shared_ptr<const HelloMessage>>;

/// Reads a payload.
///
/// Trailing fields that this reader does not know are left out; those that the writer did not send keep their defaults. Strings keep the bytes
/// that were sent, which a foreign writer may not have made UTF-8. What a payload makes this allocate is bounded by the payload's size.
///
/// @throws WireFormatError The payload is not such a message.
template <class M>
M decode(std::string_view payload) {
    M message;
    detail::PayloadVisitor visitor({&detail::reader_of<M>, &message}, payload.size());
    std::size_t read = 0;
    bool is_whole = false;
    try {
        is_whole = msgpack::parse(payload.data(), payload.size(), read, visitor);
    } catch (const msgpack::unpack_error& error) {
        visitor.refuse(error.what());
    }
    if (is_whole && visitor.refusal().empty() && read < payload.size()) {
        visitor.refuse("more follows after " + std::to_string(read) + " bytes");
    }
    if (!is_whole || !visitor.refusal().empty()) {
        throw WireFormatError(visitor.refusal());
    }
    return message;
}

/// Reads the payload of a topic.
///
/// @throws WireFormatError The payload is not what the topic promises.
/// @throws std::invalid_argument The topic is none of the three.
inline Message decode(std::string_view topic, std::string_view payload) {
    if (topic == WorldMessage::topic) {
        return std::make_shared<const WorldMessage>(decode<WorldMessage>(payload));
    }
    if (topic == HealthMessage::topic) {
        return std::make_shared<const HealthMessage>(decode<HealthMessage>(payload));
    }
    if (topic == HelloMessage::topic) {
        return std::make_shared<const HelloMessage>(decode<HelloMessage>(payload));
    }
    throw std::invalid_argument("topic: expected world, health or hello, found '" + std::string(topic) + "'");
}

/// The contract as text, in the form that the schema hash is taken of.
inline std::string describe() {
    std::string text;
    std::vector<std::string> enumerators;
    std::vector<const detail::MessageReader*> order{
        &detail::reader_of<WorldMessage>, &detail::reader_of<HealthMessage>, &detail::reader_of<HelloMessage>};
    for (std::size_t i = 0; i < order.size(); i++) {
        const detail::MessageReader& message = *order[i];
        for (std::size_t key = 0; key < message.field_count(); key++) {
            const detail::Reader& field = message.field_reader(key);
            text += message.type() + " " + std::to_string(key) + " " + std::string(message.field_name(key)) + " " + field.type() + "\n";
            field.describe_enumerators(enumerators);
            const detail::MessageReader* held = field.message();
            if (held != nullptr && std::find(order.begin(), order.end(), held) == order.end()) {
                order.push_back(held);
            }
        }
    }
    std::sort(enumerators.begin(), enumerators.end());
    enumerators.erase(std::unique(enumerators.begin(), enumerators.end()), enumerators.end());
    for (const std::string& line : enumerators) {
        text += line + "\n";
    }
    return text;
}

}  // namespace perception_client
