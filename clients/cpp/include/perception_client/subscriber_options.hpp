#pragma once

#include <cstddef>
#include <cstdint>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "perception_client/events.hpp"

namespace perception_client {

struct SubscriberOptions {
    /// `tcp://HOST:PORT`, or `inproc://NAME` with a context that is given to the subscriber;
    /// none that only a service can bind (`*`, `0.0.0.0` or `[::]` for HOST, 0 for PORT).
    std::string endpoint = "tcp://127.0.0.1:5556";
    /// A source without a world message for so long is told to be stale; 0.01 to 3600 s.
    Seconds stale_after{0.5};
    /// How many messages may wait here unread, 1 to 100000; beyond it new ones are lost, and show as a gap.
    int high_watermark = 1000;
    /// The largest message that is accepted, 1000 to 1000000000; a sender of larger ones is disconnected.
    std::int64_t max_message_bytes = 16'000'000;

    /// @throws std::invalid_argument The endpoint is malformed, only a service can bind it, or an option is out of its range.
    void check() const {
        check_endpoint();
        check_range("stale_after", stale_after.count(), 0.01, 3600.0);
        check_range("high_watermark", high_watermark, 1, 100'000);
        check_range("max_message_bytes", max_message_bytes, std::int64_t{1000}, std::int64_t{1'000'000'000});
    }

private:
    void check_endpoint() const {
        constexpr std::string_view tcp = "tcp://";
        constexpr std::string_view inproc = "inproc://";
        if (endpoint.size() > inproc.size() && endpoint.compare(0, inproc.size(), inproc) == 0) {
            return;
        }
        const std::size_t colon = endpoint.rfind(':');
        if (endpoint.compare(0, tcp.size(), tcp) != 0 || colon <= tcp.size() || endpoint.substr(tcp.size(), colon - tcp.size()).find_first_of(" /\t") != std::string::npos) {
            throw std::invalid_argument("endpoint: expected tcp://HOST:PORT or inproc://NAME, found '" + endpoint + "'");
        }
        const std::string port = endpoint.substr(colon + 1);
        const std::string host = endpoint.substr(tcp.size(), colon - tcp.size());
        const std::size_t zeros = port.find_first_not_of('0');
        const std::string digits = zeros == std::string::npos ? "0" : port.substr(zeros);
        if (port.empty() || port.find_first_not_of("0123456789") != std::string::npos || digits.size() > 5 || std::stoi(digits) > 65535) {
            throw std::invalid_argument("endpoint: expected a port from 0 to 65535 at the end of tcp://HOST:PORT, found '" + endpoint + "'");
        }
        if (host == "*" || host == "0.0.0.0" || host == "[::]" || digits == "0") {
            throw std::invalid_argument("endpoint: expected a host and a port to connect to, such as tcp://127.0.0.1:5556, found '" + endpoint + "', which only a service can bind");
        }
    }

    template <class Number>
    static void check_range(const char* name, Number value, Number least, Number most) {
        if (least <= value && value <= most) {
            return;
        }
        std::ostringstream sentence;
        sentence.imbue(std::locale::classic());
        sentence << name << ": expected a number from " << least << " to " << most << ", found " << value;
        throw std::invalid_argument(sentence.str());
    }
};

}  // namespace perception_client
