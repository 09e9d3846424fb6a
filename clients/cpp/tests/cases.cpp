// What the project's tests ask of the library itself: perception_client_cases CASE [ENDPOINT].

#include <chrono>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "perception_client/subscriber.hpp"

namespace {

using namespace perception_client;
using namespace std::chrono_literals;

SubscriberOptions patient(const std::string& endpoint) {
    SubscriberOptions options;
    options.endpoint = endpoint;
    options.stale_after = 100s;
    return options;
}

/// Reads until worlds were passed over, and says whether all of them are accounted for.
void slow_reader(const std::string& endpoint) {
    Subscriber subscriber(patient(endpoint));
    std::uint64_t given = 0;
    std::int64_t last = -1;
    bool are_old = true;
    while (subscriber.passed_over() == 0) {
        std::this_thread::sleep_for(200ms);
        const std::optional<Event> event = subscriber.receive_newest(10s);
        const Received& received = std::get<Received>(event.value());
        given++;
        last = received.world()->sequence_number;
        are_old = are_old && Subscriber::age(received) > 50ms;
    }
    std::cout << std::boolalpha << (given + subscriber.passed_over() == subscriber.worlds()) << ' ' << subscriber.missed() << ' ' << are_old << ' '
              << (last == subscriber.world()->sequence_number) << std::endl;
}

/// Says when the first world is there, and when one of the source `anew` is.
void until_anew(const std::string& endpoint) {
    Subscriber subscriber(patient(endpoint));
    while (subscriber.world() == nullptr) {
        subscriber.receive(100ms);
    }
    std::cout << "there" << std::endl;
    while (subscriber.world()->source_id != "anew") {
        subscriber.receive(100ms);
    }
    std::cout << "anew" << std::endl;
}

/// Accepts no message above 100 kB, and says which source the first message is of.
void small_messages(const std::string& endpoint) {
    SubscriberOptions options = patient(endpoint);
    options.max_message_bytes = 100'000;
    Subscriber subscriber(options);
    std::optional<Event> event;
    while (!event || !std::holds_alternative<Received>(*event)) {
        event = subscriber.receive(1s);
    }
    std::cout << std::get<Received>(*event).world()->source_id << std::endl;
}

/// Calls for the newest event once for each line that comes in, and prints it.
void one_call_a_line(const std::string& endpoint) {
    Subscriber subscriber(patient(endpoint));
    std::string line;
    while (std::getline(std::cin, line)) {
        const Event event = subscriber.receive_newest(10s).value();
        if (const auto* notice = std::get_if<Notice>(&event)) {
            std::cout << notice->sentence << std::endl;
        } else if (const WorldMessage* world = std::get<Received>(event).world()) {
            std::cout << "world " << world->source_id << ' ' << world->sequence_number << std::endl;
        } else {
            std::cout << (std::get<Received>(event).health() == nullptr ? HelloMessage::topic : HealthMessage::topic) << std::endl;
        }
    }
}

/// Takes payloads from standard input, each after its topic and its length in a line, and says what became of each.
void decode_all() {
    std::string topic;
    std::size_t bytes = 0;
    while (std::cin >> topic >> bytes && std::cin.get() == '\n') {
        std::string payload(bytes, '\0');
        std::cin.read(payload.data(), static_cast<std::streamsize>(bytes));
        try {
            decode(topic, payload);
            std::cout << "read" << std::endl;
        } catch (const WireFormatError& error) {
            std::cout << error.what() << std::endl;
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view wanted = argc > 1 ? argv[1] : "";
    const std::string endpoint = argc > 2 ? argv[2] : "";
    if (wanted == "slow-reader") {
        slow_reader(endpoint);
    } else if (wanted == "until-anew") {
        until_anew(endpoint);
    } else if (wanted == "small-messages") {
        small_messages(endpoint);
    } else if (wanted == "one-call-a-line") {
        one_call_a_line(endpoint);
    } else if (wanted == "decode-all") {
        decode_all();
    } else {
        std::cerr << "expected slow-reader, until-anew, small-messages, one-call-a-line or decode-all" << std::endl;
        return 2;
    }
    return 0;
}
