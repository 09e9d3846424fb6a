#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <deque>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "perception_client/codec.hpp"
#include "perception_client/events.hpp"
#include "perception_client/newest_events.hpp"
#include "perception_client/stream_monitor.hpp"
#include "perception_client/subscriber_options.hpp"

namespace perception_client {

/// Subscribes to a perception service. Use it from one thread.
///
/// The service may start before or after, and so may the name of its host resolve; the connection is made, and made again, in the background:
/// also after 5 s of silence.
class Subscriber {
public:
    /// @throws std::invalid_argument The endpoint is malformed or an option out of its range.
    /// @throws zmq::error_t ZeroMQ does not take the endpoint.
    explicit Subscriber(SubscriberOptions options = {}) : Subscriber(std::move(options), std::make_unique<zmq::context_t>(), nullptr) {}

    /// @param context Outlives the subscriber.
    Subscriber(SubscriberOptions options, zmq::context_t& context) : Subscriber(std::move(options), nullptr, &context) {}

    Subscriber(const Subscriber&) = delete;
    Subscriber& operator=(const Subscriber&) = delete;

    /// The next message or notice; nothing where none came within the timeout.
    ///
    /// What is no message of the service is counted in `rejected` and told as a notice.
    ///
    /// @throws zmq::error_t The context that was given has been terminated.
    std::optional<Event> receive(Seconds timeout) {
        const Clock::time_point start = Clock::now();
        while (events_.empty()) {
            if (take_waiting()) {
                continue;
            }
            // Only with nothing left to read is silence a source's own and not this reader's slowness.
            monitor_.check_staleness();
            check_silence();
            const Seconds left = timeout - (Clock::now() - start);
            if (!events_.empty() || left.count() <= 0) {
                break;
            }
            const Seconds wait = std::min(options_.stale_after / 4, left);
            if (is_waiting(std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(wait)))) {
                last_empty_ = Clock::now();  // It was waited for, so it comes just now.
                take_one();
            }
        }
        if (events_.empty()) {
            return std::nullopt;
        }
        Event event = std::move(events_.front());
        events_.pop_front();
        return event;
    }

    /// As `receive`, but of the world messages that wait already only the newest of each source is given, and the sources take turns.
    ///
    /// For a reader that may be slower than the messages: otherwise it reads ever older ones, up to as many as wait here and
    /// in the service. Of hello, of health and of each kind of notice about a source, too, only the newest of those that wait is
    /// given. What is left out is counted: `passed_over`, `missed`, `rejected`.
    std::optional<Event> receive_newest(Seconds timeout) {
        for (int taken = 0; taken < most_taken; taken++) {
            if (!take_waiting()) {
                monitor_.check_staleness();  // What is given may come from one source while another is silent.
                break;
            }
        }
        passed_over_ += detail::NewestEvents::keep_in(events_);
        return receive(timeout);
    }

    /// How old what a world message tells is by now, at most.
    ///
    /// It is its age when it was published and the time since it came here, but not its way through the network. Of other messages only the latter.
    static Seconds age(const Received& received) {
        const WorldMessage* world = received.world();
        const std::chrono::nanoseconds published_after(world == nullptr ? 0 : world->capture_to_publish_ns);
        return Seconds(published_after) + received.waited_at_most + Seconds(Clock::now() - received.received_at);
    }

    /// World messages that came in.
    std::uint64_t worlds() const { return worlds_; }

    /// World messages lost on the way, over all sources.
    std::uint64_t missed() const { return monitor_.missed(); }

    /// World messages that `receive_newest` left out because a newer one of their source was there.
    std::uint64_t passed_over() const { return passed_over_; }

    /// Messages that were none of the service's.
    std::uint64_t rejected() const { return rejected_; }

    /// The last message of its topic that came in; null before the first.
    const std::shared_ptr<const WorldMessage>& world() const { return world_; }
    const std::shared_ptr<const HealthMessage>& health() const { return health_; }
    const std::shared_ptr<const HelloMessage>& hello() const { return hello_; }

private:
    using Clock = std::chrono::steady_clock;

    /// More than wait here and in the service by default: taking what is there ends even where more comes as fast as it is read.
    static constexpr int most_taken = 10'000;

    /// Hello and health come once a second.
    static constexpr std::chrono::seconds most_silence{5};

    Subscriber(SubscriberOptions options, std::unique_ptr<zmq::context_t> own, zmq::context_t* context)
        : options_(checked(std::move(options))), own_context_(std::move(own)),
          socket_(context == nullptr ? *own_context_ : *context, zmq::socket_type::sub), monitor_(events_, options_.stale_after) {
        socket_.set(zmq::sockopt::rcvhwm, options_.high_watermark);
        socket_.set(zmq::sockopt::maxmsgsize, options_.max_message_bytes);
        socket_.set(zmq::sockopt::linger, 0);
        if (std::count(options_.endpoint.begin(), options_.endpoint.end(), ':') > 2) {
            // Not for a name: libzmq would take one that has an IPv6 address too, as localhost often has, for that alone.
            socket_.set(zmq::sockopt::ipv6, true);
        }
        socket_.connect(options_.endpoint);
        // World last: a service that waits for subscribers to it then has the other subscriptions already.
        for (const std::string_view topic : {HelloMessage::topic, HealthMessage::topic, WorldMessage::topic}) {
            socket_.set(zmq::sockopt::subscribe, topic);
        }
    }

    static SubscriberOptions checked(SubscriberOptions options) {
        options.check();
        return options;
    }

    /// False also where a signal came.
    bool is_waiting(std::chrono::milliseconds timeout) {
        zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
        try {
            return zmq::poll(&item, 1, timeout) > 0;
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) {
                throw;
            }
            return false;
        }
    }

    bool take_waiting() {
        if (is_waiting(std::chrono::milliseconds(0))) {
            return take_one();
        }
        last_empty_ = Clock::now();
        return false;
    }

    /// Connects anew where nothing comes.
    ///
    /// libzmq gives up for ever a connection on which anything but its protocol came, as from another program on the port, and does not
    /// notice a machine that lost its power.
    void check_silence() {
        const Clock::time_point now = Clock::now();
        if (now - last_heard_ < most_silence || options_.endpoint.compare(0, 6, "inproc") == 0) {
            return;
        }
        last_heard_ = now;
        try {
            socket_.disconnect(options_.endpoint);
        } catch (const zmq::error_t& error) {
            if (error.num() != ENOENT) {  // Given up already.
                throw;
            }
        }
        socket_.connect(options_.endpoint);
    }

    bool take_one() {
        std::vector<zmq::message_t> frames;
        try {
            if (!zmq::recv_multipart(socket_, std::back_inserter(frames), zmq::recv_flags::dontwait)) {
                return false;
            }
        } catch (const zmq::error_t& error) {
            if (error.num() != EINTR) {
                throw;
            }
            return false;
        }
        last_heard_ = Clock::now();
        const std::string_view topic = frames.front().to_string_view();
        if (topic != WorldMessage::topic && topic != HealthMessage::topic && topic != HelloMessage::topic) {
            return true;  // ZeroMQ matches topics by their beginning: a later release's topic that begins like one of ours.
        }
        try {
            if (frames.size() != 2) {
                throw WireFormatError("expected 2 frames, found " + std::to_string(frames.size()));
            }
            const Message message = decode(topic, frames[1].to_string_view());
            std::visit([this](const auto& held) { keep(held); }, message);
            const Clock::time_point now = Clock::now();
            std::visit([this, now](const auto& held) { monitor_.take(*held, now); }, message);
            events_.push_back(Received{message, now, now - last_empty_});
        } catch (const WireFormatError& error) {
            rejected_++;
            events_.push_back(Notice{NoticeKind::rejected, "topic " + std::string(topic) + ": " + error.what()});
        }
        return true;
    }

    void keep(const std::shared_ptr<const WorldMessage>& world) {
        worlds_++;
        world_ = world;
    }

    void keep(const std::shared_ptr<const HealthMessage>& health) { health_ = health; }
    void keep(const std::shared_ptr<const HelloMessage>& hello) { hello_ = hello; }

    SubscriberOptions options_;
    std::unique_ptr<zmq::context_t> own_context_;
    zmq::socket_t socket_;
    std::deque<Event> events_;
    detail::StreamMonitor monitor_;
    std::uint64_t worlds_ = 0;
    std::uint64_t passed_over_ = 0;
    std::uint64_t rejected_ = 0;
    std::shared_ptr<const WorldMessage> world_;
    std::shared_ptr<const HealthMessage> health_;
    std::shared_ptr<const HelloMessage> hello_;
    Clock::time_point last_empty_ = Clock::now();
    Clock::time_point last_heard_ = Clock::now();
};

}  // namespace perception_client
