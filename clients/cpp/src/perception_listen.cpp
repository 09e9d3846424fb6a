// perception_listen [ENDPOINT]: prints what comes in.

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>

#include "message_json.hpp"
#include "perception_client/subscriber.hpp"

namespace {

using namespace perception_client;

volatile std::sig_atomic_t is_interrupted = 0;

struct Arguments {
    SubscriberOptions subscriber;
    std::optional<std::int64_t> count;
    std::optional<double> timeout;
    double stale_after = 0.5;
    bool as_json = false;
    bool describe = false;
};

std::optional<double> number(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return text.empty() || *end != '\0' ? std::nullopt : std::optional(value);
}

std::string expect_number(const std::string& text) {
    return number(text) ? "" : "expected a number, found " + text;
}

std::string expect_above_zero(const std::string& text) {
    const std::optional<double> value = number(text);
    return value && *value > 0 ? "" : "expected a number above 0, found " + text;
}

std::string expect_whole_above_zero(const std::string& text) {
    const bool is_whole = text.find_first_not_of("0123456789") == std::string::npos && text.size() < 19;
    return is_whole ? expect_above_zero(text) : "expected a number above 0, found " + text;
}

void print_line(const WorldMessage& world) {
    std::cout << world.source_id << ' ' << world.sequence_number << " frame " << world.frame_id << " at " << std::fixed << std::setprecision(3)
              << static_cast<double>(world.capture_time_ns) / 1e9 << " s: ";
    if (!world.lead) {
        std::cout << "no lead";
    } else {
        std::cout << "lead " << world.lead->track_id;
        if (world.lead->range) {
            std::cout << " at " << std::setprecision(1) << *world.lead->range << " m";
        }
    }
    std::cout << "; " << world.tracks.size() << " tracks; " << world.lanes.size() << " lanes; " << std::setprecision(1)
              << static_cast<double>(world.capture_to_publish_ns) / 1e6 << " ms";
}

template <class Other>
void print_line(const Other& message) {
    std::cout << Other::topic << ' ' << message.sequence_number;
}

void print(const Message& message, bool as_json) {
    std::visit(
        [as_json](const auto& held) {
            if (as_json) {
                std::cout << json::line(*held);
            } else {
                print_line(*held);
            }
        },
        message);
    std::cout << std::endl;
}

int listen(Subscriber& subscriber, const Arguments& arguments) {
    auto last_world = std::chrono::steady_clock::now();
    std::int64_t shown = 0;
    while (is_interrupted == 0 && (!arguments.count || shown < *arguments.count)) {
        const std::optional<Event> event = subscriber.receive(std::chrono::milliseconds(100));
        if (event && std::holds_alternative<Notice>(*event)) {
            std::cerr << std::get<Notice>(*event).sentence << std::endl;
        } else if (event) {
            const auto& received = std::get<Received>(*event);
            if (received.world() != nullptr) {
                last_world = std::chrono::steady_clock::now();
                shown++;
            }
            print(received.message, arguments.as_json);
        }
        if (arguments.timeout && Seconds(std::chrono::steady_clock::now() - last_world).count() >= *arguments.timeout) {
            std::cerr << "endpoint " << arguments.subscriber.endpoint << ": expected "
                      << (arguments.count ? std::to_string(*arguments.count) + " world messages" : "a world message") << ", found " << shown
                      << " and then none for " << *arguments.timeout << " s" << std::endl;
            return 1;
        }
    }
    return 0;
}

int run(Arguments& arguments) {
    if (arguments.describe) {
        std::cout << describe();
        return 0;
    }
    arguments.subscriber.stale_after = Seconds(arguments.stale_after);
    try {
        Subscriber subscriber(arguments.subscriber);
        return listen(subscriber, arguments);
    } catch (const std::invalid_argument& error) {
        std::cerr << error.what() << std::endl;
    } catch (const zmq::error_t& error) {
        std::cerr << "endpoint: expected tcp://HOST:PORT, found '" << arguments.subscriber.endpoint << "' (" << error.what() << ")" << std::endl;
    }
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Subscribe to a perception service and print what comes in.", "perception_listen");
    app.add_option("endpoint", arguments.subscriber.endpoint)->type_name("ENDPOINT")->capture_default_str();
    app.add_option("--count", arguments.count, "stop after so many world messages")->type_name("N")->check(expect_whole_above_zero);
    app.add_flag("--json", arguments.as_json, "every message as one line of JSON; notices go to standard error");
    app.add_option("--timeout", arguments.timeout, "fail when no world message comes for so many seconds")->type_name("S")->check(expect_above_zero);
    app.add_option("--stale-after", arguments.stale_after, "report a source as stale after so many seconds")->type_name("S")->check(expect_number)->capture_default_str();
    app.add_flag("--describe", arguments.describe, "print the contract that this client knows, and end");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        std::cerr << "perception_listen: " << error.what() << std::endl;
        return 2;
    }
    std::signal(SIGINT, [](int) { is_interrupted = 1; });
    return run(arguments);
}
