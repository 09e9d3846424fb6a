#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "perception_client/description.hpp"

/// The messages that a perception service publishes.
///
/// Field by field: docs/wire-format.md. Pixels are the source image's; the ego frame is ISO 8855 (X forward, Y left, Z up,
/// metres, origin at the rear-axle centre on the ground). Nothing in an optional means absent: nothing metric is ever invented.
namespace perception_client {

/// The schema version that this header was written for.
inline constexpr std::int32_t schema_version = 4;

/// SHA-256 of `describe()`, as `hello` carries it.
inline constexpr std::string_view schema_hash = "85481593102e9f1fe2587f5e7af8c381ad2985cf0b4851331a7cdf820a98ca45";

/// Which clock a source's capture times are read from.
enum class CaptureClock : std::uint8_t {
    drive = 0,  // A recorded drive's own: nanoseconds since its first frame, or since whatever moment its timestamps count from.
    utc = 1,  // Nanoseconds since 1970-01-01T00:00:00Z; of a recorded drive, when it was recorded.
};

template <>
struct Enumeration<CaptureClock> {
    static constexpr std::string_view name = "CaptureClock";
    static constexpr std::array<std::string_view, 2> names{"drive", "utc"};
};

/// How much of its work the service leaves out to meet its deadline; each rung keeps what those before it leave out.
enum class LoadRung : std::uint8_t {
    full = 0,  // Everything that was configured.
    lanes_every_second_frame = 1,  // The lane network looks at every second frame; in between lines are aged.
    region_of_interest = 2,  // Objects are looked for in a part of the image only.
    lighter_network = 3,  // Lighter networks run in the place of the configured ones.
    every_second_frame = 4,  // Every second frame is left out.
};

template <>
struct Enumeration<LoadRung> {
    static constexpr std::string_view name = "LoadRung";
    static constexpr std::array<std::string_view, 5> names{"full", "lanesEverySecondFrame", "regionOfInterest", "lighterNetwork", "everySecondFrame"};
};

/// How the service as a whole is.
enum class HealthState : std::uint8_t {
    starting = 0,  // Waiting for the first frames. While networks load and cameras are opened nothing is sent yet.
    ready = 1,
    degraded = 2,  // Running with less than was configured; the last fault says why.
    source_lost = 3,  // A source delivers nothing and is being reopened.
    stopping = 4,  // Draining before the exit.
    faulted = 5,  // A source or a stage has failed, and nothing of that camera is published; or a network answers the known frame wrongly, and nothing at all is.
};

template <>
struct Enumeration<HealthState> {
    static constexpr std::string_view name = "HealthState";
    static constexpr std::array<std::string_view, 6> names{"starting", "ready", "degraded", "sourceLost", "stopping", "faulted"};
};

/// What an object is. The numbers never change; new classes are added at the end, so expect unknown numbers.
enum class ObjectClass : std::uint8_t {
    unknown = 0,
    vehicle = 1,  // A motor vehicle whose kind the network does not tell.
    car = 2,
    van = 3,
    truck = 4,
    bus = 5,
    motorcycle = 6,
    bicycle = 7,  // A bicycle, with or without its rider.
    pedestrian = 8,
    traffic_light = 9,
    stop_sign = 10,
    two_wheeler = 11,  // A bicycle or motorcycle whose kind the network does not tell, with or without its rider.
};

template <>
struct Enumeration<ObjectClass> {
    static constexpr std::string_view name = "ObjectClass";
    static constexpr std::array<std::string_view, 12> names{"unknown", "vehicle", "car", "van", "truck", "bus", "motorcycle", "bicycle", "pedestrian", "trafficLight", "stopSign", "twoWheeler"};
};

/// Where a track stands in its life.
enum class TrackState : std::uint8_t {
    tentative = 0,  // Seen, but not yet often enough to be believed.
    confirmed = 1,
    lost = 2,  // Confirmed before, not seen now; its state is a prediction.
    removed = 3,
};

template <>
struct Enumeration<TrackState> {
    static constexpr std::string_view name = "TrackState";
    static constexpr std::array<std::string_view, 4> names{"tentative", "confirmed", "lost", "removed"};
};

/// Which lane an object is in, seen from the ego vehicle.
enum class LaneAssignment : std::uint8_t {
    unknown = 0,
    ego = 1,
    left = 2,
    right = 3,
};

template <>
struct Enumeration<LaneAssignment> {
    static constexpr std::string_view name = "LaneAssignment";
    static constexpr std::array<std::string_view, 4> names{"unknown", "ego", "left", "right"};
};

/// Which boundary a lane line is, seen from the ego vehicle.
enum class LanePosition : std::uint8_t {
    ego_left = 0,
    ego_right = 1,
    neighbour_left = 2,  // The far boundary of the lane to the left of the ego lane.
    neighbour_right = 3,  // The far boundary of the lane to the right of the ego lane.
};

template <>
struct Enumeration<LanePosition> {
    static constexpr std::string_view name = "LanePosition";
    static constexpr std::array<std::string_view, 4> names{"egoLeft", "egoRight", "neighbourLeft", "neighbourRight"};
};

/// What a camera gave to one instant of its rig.
enum class ContributionState : std::uint8_t {
    contributed = 0,  // Its frame is in this world.
    late = 1,  // Its frame came after the instant had been closed, and was dropped.
    missing = 2,  // A frame was due, and none has come or it was lost on its way; the reason says which.
    degraded = 3,  // Its frame came, and nothing or less than configured could be made of it; the reason says why.
    not_due = 4,  // None was due: its frame rate is lower, or its drive is over, as the reason then says.
};

template <>
struct Enumeration<ContributionState> {
    static constexpr std::string_view name = "ContributionState";
    static constexpr std::array<std::string_view, 5> names{"contributed", "late", "missing", "degraded", "notDue"};
};

/// How one source is.
enum class SourceState : std::uint8_t {
    starting = 0,
    delivering = 1,
    reopening = 2,  // Nothing comes in; the source is being reopened.
    ended = 3,  // A recorded drive is over.
    faulted = 4,  // The source ended before it should have, or cannot go on; or a stage was given up.
    stalled = 5,  // Nothing comes in: a read of the source has not returned.
};

template <>
struct Enumeration<SourceState> {
    static constexpr std::string_view name = "SourceState";
    static constexpr std::array<std::string_view, 6> names{"starting", "delivering", "reopening", "ended", "faulted", "stalled"};
};

/// Whether a network answers the known frame as stored.
enum class GuardState : std::uint8_t {
    not_checked = 0,  // Not compared yet.
    right = 1,
    wrong = 2,  // No answer of this network is used until a later check finds it right.
    no_expectation = 3,  // No answer is stored, so nothing can be compared.
    off = 4,  // Switched off by the configuration.
};

template <>
struct Enumeration<GuardState> {
    static constexpr std::string_view name = "GuardState";
    static constexpr std::array<std::string_view, 5> names{"notChecked", "right", "wrong", "noExpectation", "off"};
};

/// Whether a source's camera is calibrated.
enum class CalibrationState : std::uint8_t {
    absent = 0,  // None: nothing metric is published, and the reason says why.
    present = 1,  // The values beside it are in use.
};

template <>
struct Enumeration<CalibrationState> {
    static constexpr std::string_view name = "CalibrationState";
    static constexpr std::array<std::string_view, 2> names{"absent", "present"};
};

/// How many of a network's nodes one provider computes.
struct NodeCountMessage {
    static constexpr std::string_view message_name = "NodeCountMessage";

    /// ONNX Runtime's name of the provider.
    std::string provider;
    /// How many nodes; such that were merged into one count once.
    std::int32_t count = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"provider", &NodeCountMessage::provider},
            Field{"count", &NodeCountMessage::count});
    }
};

/// A camera's calibration, or why there is none.
struct CalibrationMessage {
    static constexpr std::string_view message_name = "CalibrationMessage";

    /// Whether it is there.
    CalibrationState state{};
    /// Why it is absent, as one sentence; null where it is present.
    std::optional<std::string> reason;
    /// Where it came from, e.g. the file's path; null where it is absent, and so are all fields below.
    std::optional<std::string> source;
    /// Size of the images that the intrinsics hold for, pixels.
    std::optional<std::int32_t> width;
    /// Size of the images that the intrinsics hold for, pixels.
    std::optional<std::int32_t> height;
    /// Focal length, pixels.
    std::optional<double> fx;
    /// Focal length, pixels.
    std::optional<double> fy;
    /// Principal point, pixels.
    std::optional<double> cx;
    /// Principal point, pixels.
    std::optional<double> cy;
    /// The distortion model: `none`, `brownConrady` or `kannalaBrandt`.
    std::optional<std::string> distortion;
    /// The coefficients of that model, in its order.
    std::vector<double> distortion_coefficients;
    /// Takes ego points to the camera optical frame: the 12 numbers of [R | t], row-major, t in metres; empty where it is absent.
    std::vector<double> camera_from_ego;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"state", &CalibrationMessage::state},
            Field{"reason", &CalibrationMessage::reason},
            Field{"source", &CalibrationMessage::source},
            Field{"width", &CalibrationMessage::width},
            Field{"height", &CalibrationMessage::height},
            Field{"fx", &CalibrationMessage::fx},
            Field{"fy", &CalibrationMessage::fy},
            Field{"cx", &CalibrationMessage::cx},
            Field{"cy", &CalibrationMessage::cy},
            Field{"distortion", &CalibrationMessage::distortion},
            Field{"distortionCoefficients", &CalibrationMessage::distortion_coefficients},
            Field{"cameraFromEgo", &CalibrationMessage::camera_from_ego});
    }
};

/// What one camera gave to its rig's worlds since the start: each published world counts once.
struct RigCameraHealthMessage {
    static constexpr std::string_view message_name = "RigCameraHealthMessage";

    /// Which camera.
    std::string source_id;
    /// Worlds that its frame is in.
    std::int64_t contributed = 0;
    /// Worlds that its frame came too late for, as far as that was known when they were published.
    std::int64_t late = 0;
    /// Worlds that a frame was due for and none had come.
    std::int64_t missing = 0;
    /// Worlds that nothing or less than configured could be made of its frame for.
    std::int64_t degraded = 0;
    /// Worlds that none of its frames was due for.
    std::int64_t not_due = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"sourceId", &RigCameraHealthMessage::source_id},
            Field{"contributed", &RigCameraHealthMessage::contributed},
            Field{"late", &RigCameraHealthMessage::late},
            Field{"missing", &RigCameraHealthMessage::missing},
            Field{"degraded", &RigCameraHealthMessage::degraded},
            Field{"notDue", &RigCameraHealthMessage::not_due});
    }
};

/// A lane boundary on the road: y(x) = C0 + C1 x + C2 x² + C3 x³, ego frame, metres.
///
/// The deviations and covariances tell how sure the line is at x: with g = (1, x, x²) the variance of y(x) is gᵀ P g, and with g = (0, 1, 2x)
/// that of its slope. They are absent from a writer of a schema before 4.
struct LaneCurveMessage {
    static constexpr std::string_view message_name = "LaneCurveMessage";

    /// Metres, positive to the left.
    double c0 = 0;
    /// Slope.
    double c1 = 0;
    /// Second-order coefficient.
    double c2 = 0;
    /// Third-order coefficient.
    double c3 = 0;
    /// Standard deviation of `c0`, metres.
    double sigma_c0 = 0;
    /// Nearest x at which paint supports the curve, metres.
    double view_near = 0;
    /// Farthest x at which paint supports the curve, metres.
    double view_far = 0;
    /// Standard deviation of `c1`.
    std::optional<double> sigma_c1;
    /// Standard deviation of `c2`, 1/m.
    std::optional<double> sigma_c2;
    /// m.
    std::optional<double> covariance_c0_c1;
    /// 1.
    std::optional<double> covariance_c0_c2;
    /// 1/m.
    std::optional<double> covariance_c1_c2;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"c0", &LaneCurveMessage::c0},
            Field{"c1", &LaneCurveMessage::c1},
            Field{"c2", &LaneCurveMessage::c2},
            Field{"c3", &LaneCurveMessage::c3},
            Field{"sigmaC0", &LaneCurveMessage::sigma_c0},
            Field{"viewNear", &LaneCurveMessage::view_near},
            Field{"viewFar", &LaneCurveMessage::view_far},
            Field{"sigmaC1", &LaneCurveMessage::sigma_c1},
            Field{"sigmaC2", &LaneCurveMessage::sigma_c2},
            Field{"covarianceC0C1", &LaneCurveMessage::covariance_c0_c1},
            Field{"covarianceC0C2", &LaneCurveMessage::covariance_c0_c2},
            Field{"covarianceC1C2", &LaneCurveMessage::covariance_c1_c2});
    }
};

/// A point in pixels of the source image.
struct PointMessage {
    static constexpr std::string_view message_name = "PointMessage";

    /// Pixels, to the right.
    float x = 0;
    /// Pixels, down.
    float y = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"x", &PointMessage::x},
            Field{"y", &PointMessage::y});
    }
};

/// A box in pixels of the source image, half-open: [XMin, XMax) × [YMin, YMax). A track's may reach past the image.
struct BoxMessage {
    static constexpr std::string_view message_name = "BoxMessage";

    /// Left edge.
    float x_min = 0;
    /// Top edge.
    float y_min = 0;
    /// Right edge, not part of the box.
    float x_max = 0;
    /// Bottom edge, not part of the box.
    float y_max = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"xMin", &BoxMessage::x_min},
            Field{"yMin", &BoxMessage::y_min},
            Field{"xMax", &BoxMessage::x_max},
            Field{"yMax", &BoxMessage::y_max});
    }
};

/// One camera's sight of an object.
struct TrackViewMessage {
    static constexpr std::string_view message_name = "TrackViewMessage";

    /// Which camera: an index into `WorldMessage.cameras`.
    std::int32_t camera = 0;
    /// The object's identity in that camera's own tracking.
    std::int32_t track_id = 0;
    /// Filtered box in that camera's images; a prediction where it does not see the object now.
    BoxMessage box;
    /// Since that camera last saw the object, nanoseconds of capture time; 0 where it did in this world's frame.
    std::int64_t since_seen_ns = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"camera", &TrackViewMessage::camera},
            Field{"trackId", &TrackViewMessage::track_id},
            Field{"box", &TrackViewMessage::box},
            Field{"sinceSeenNs", &TrackViewMessage::since_seen_ns});
    }
};

/// A point on the road, ego frame, metres; both are absent where there is none.
struct GroundPointMessage {
    static constexpr std::string_view message_name = "GroundPointMessage";

    /// Metres, forward.
    std::optional<float> x;
    /// Metres, to the left.
    std::optional<float> y;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"x", &GroundPointMessage::x},
            Field{"y", &GroundPointMessage::y});
    }
};

/// Where the road's horizon lies against the camera's calibration: how the camera is pitched at present, and how the road rises or falls ahead.
///
/// At distance d ahead of the camera the road looks as a flat one would whose horizon lies at o = offset - curvature d / 2, with the
/// variance offset_sigma² - d covariance + d² curvature_sigma² / 4. By the lane lines where there are any, else by the objects, and then it is flat.
struct HorizonMessage {
    static constexpr std::string_view message_name = "HorizonMessage";

    /// How much lower than calibrated the flat road's horizon lies, as the slope of a view direction (about rad): positive while the camera is tipped up, negative while it is tipped down, as by braking.
    double offset = 0;
    /// Standard deviation of `offset`.
    double offset_sigma = 0;
    /// Vertical curvature of the road, 1/m, positive where it rises ever more; 0 where no lines tell it.
    double curvature = 0;
    /// Standard deviation of `curvature`, 1/m.
    double curvature_sigma = 0;
    /// Covariance of `offset` and `curvature`, 1/m.
    double covariance = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"offset", &HorizonMessage::offset},
            Field{"offsetSigma", &HorizonMessage::offset_sigma},
            Field{"curvature", &HorizonMessage::curvature},
            Field{"curvatureSigma", &HorizonMessage::curvature_sigma},
            Field{"covariance", &HorizonMessage::covariance});
    }
};

/// Where an object is and how it moves, with the filter's own covariance.
struct EgoStateMessage {
    static constexpr std::string_view message_name = "EgoStateMessage";

    /// Ego frame, metres, forward: the centre of the object's face that the camera sees (for a vehicle ahead, its rear).
    double x = 0;
    /// Ego frame, metres, to the left.
    double y = 0;
    /// Velocity relative to the ego vehicle, ego frame, m/s, forward; the vehicle's own turning left out.
    double vx = 0;
    /// Velocity relative to the ego vehicle, ego frame, m/s, to the left; the vehicle's own turning left out.
    double vy = 0;
    /// Variance of `x`.
    double variance_x = 0;
    /// Variance of `y`.
    double variance_y = 0;
    /// Covariance of `x` and `y`.
    double covariance_xy = 0;
    /// Variance of `vx`.
    double variance_vx = 0;
    /// Variance of `vy`.
    double variance_vy = 0;
    /// Distance from the camera to the same point along the optical axis, metres.
    double camera_depth = 0;
    /// Variance of `cameraDepth`.
    double camera_depth_variance = 0;
    /// Covariance of `x` and `vx`, m²/s. Absent, as the four below, where a rig joins what several cameras say of the place, or carries on an older frame's.
    std::optional<double> covariance_x_vx;
    /// Covariance of `x` and `vy`, m²/s.
    std::optional<double> covariance_x_vy;
    /// Covariance of `y` and `vx`, m²/s.
    std::optional<double> covariance_y_vx;
    /// Covariance of `y` and `vy`, m²/s.
    std::optional<double> covariance_y_vy;
    /// Covariance of `vx` and `vy`, m²/s².
    std::optional<double> covariance_vx_vy;
    /// Extent on the ground across the optical axis of the camera (in a rig of the first of `views`), metres: of a vehicle seen from behind the body's width, from the side its length. Absent, as the five below, where it is not known.
    std::optional<double> width;
    /// Standard deviation of `width`, metres.
    std::optional<double> width_sigma;
    /// Height of its top above the ground, metres.
    std::optional<double> height;
    /// Standard deviation of `height`, metres.
    std::optional<double> height_sigma;
    /// How far its centre lies behind the face along that axis on the ground, half its extent along it, metres: not measured, but from the lengths of its class and from `width`.
    std::optional<double> half_depth;
    /// Standard deviation of `half_depth`, metres.
    std::optional<double> half_depth_sigma;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"x", &EgoStateMessage::x},
            Field{"y", &EgoStateMessage::y},
            Field{"vx", &EgoStateMessage::vx},
            Field{"vy", &EgoStateMessage::vy},
            Field{"varianceX", &EgoStateMessage::variance_x},
            Field{"varianceY", &EgoStateMessage::variance_y},
            Field{"covarianceXY", &EgoStateMessage::covariance_xy},
            Field{"varianceVx", &EgoStateMessage::variance_vx},
            Field{"varianceVy", &EgoStateMessage::variance_vy},
            Field{"cameraDepth", &EgoStateMessage::camera_depth},
            Field{"cameraDepthVariance", &EgoStateMessage::camera_depth_variance},
            Field{"covarianceXVx", &EgoStateMessage::covariance_x_vx},
            Field{"covarianceXVy", &EgoStateMessage::covariance_x_vy},
            Field{"covarianceYVx", &EgoStateMessage::covariance_y_vx},
            Field{"covarianceYVy", &EgoStateMessage::covariance_y_vy},
            Field{"covarianceVxVy", &EgoStateMessage::covariance_vx_vy},
            Field{"width", &EgoStateMessage::width},
            Field{"widthSigma", &EgoStateMessage::width_sigma},
            Field{"height", &EgoStateMessage::height},
            Field{"heightSigma", &EgoStateMessage::height_sigma},
            Field{"halfDepth", &EgoStateMessage::half_depth},
            Field{"halfDepthSigma", &EgoStateMessage::half_depth_sigma});
    }
};

/// Cameras on one vehicle whose frames become one world.
struct RigMessage {
    static constexpr std::string_view message_name = "RigMessage";

    /// The `sourceId` of its worlds.
    std::string rig_id;
    /// Its cameras, entries of `HelloMessage.sources`, in the order of `WorldMessage.cameras`. Lanes, drivable area and ego lane are the first one's.
    std::vector<std::string> cameras;
    /// Frames captured within this time are of one instant.
    std::int64_t tolerance_ns = 0;
    /// How long an instant waits for a camera after its first frame arrived.
    std::int64_t wait_ns = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"rigId", &RigMessage::rig_id},
            Field{"cameras", &RigMessage::cameras},
            Field{"toleranceNs", &RigMessage::tolerance_ns},
            Field{"waitNs", &RigMessage::wait_ns});
    }
};

/// A network that the service runs.
struct NetworkMessage {
    static constexpr std::string_view message_name = "NetworkMessage";

    /// The manifest's name.
    std::string name;
    /// What it gives, as in its manifest: `objects`, `lanes` or `objects+lanes`.
    std::string kind;
    /// Of the ONNX file, lower-case hexadecimal.
    std::string sha256;
    /// The execution provider that runs it: `cpu`, `cuda` or `tensorRt`.
    std::string provider;
    /// Width of the network's input.
    std::int32_t input_width = 0;
    /// Height of the network's input.
    std::int32_t input_height = 0;
    /// Its licence, where the manifest states it.
    std::optional<std::string> licence;
    /// The providers that were asked for, in order; the first that can be had runs the network.
    std::vector<std::string> providers_asked;
    /// Why that is not the first of them, as one sentence; null where it is.
    std::optional<std::string> fallback_reason;
    /// Threads of one run on the processor.
    std::int32_t threads = 0;
    /// Whether it computes in half precision.
    bool is_half_precision = false;
    /// Whether a stored answer to the known frame is there, which health's checks compare with.
    bool is_guarded = false;
    /// The most frames that one run takes; frames of several cameras share a run.
    std::int32_t max_batch = 0;
    /// Its nodes by the provider that computes them, by a profile of one run at the start; empty where the processor was asked for.
    std::vector<NodeCountMessage> nodes;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"name", &NetworkMessage::name},
            Field{"kind", &NetworkMessage::kind},
            Field{"sha256", &NetworkMessage::sha256},
            Field{"provider", &NetworkMessage::provider},
            Field{"inputWidth", &NetworkMessage::input_width},
            Field{"inputHeight", &NetworkMessage::input_height},
            Field{"licence", &NetworkMessage::licence},
            Field{"providersAsked", &NetworkMessage::providers_asked},
            Field{"fallbackReason", &NetworkMessage::fallback_reason},
            Field{"threads", &NetworkMessage::threads},
            Field{"isHalfPrecision", &NetworkMessage::is_half_precision},
            Field{"isGuarded", &NetworkMessage::is_guarded},
            Field{"maxBatch", &NetworkMessage::max_batch},
            Field{"nodes", &NetworkMessage::nodes});
    }
};

/// A camera or a recorded drive.
struct SourceMessage {
    static constexpr std::string_view message_name = "SourceMessage";

    /// Short name, unique within a run.
    std::string source_id;
    /// `video`, `images`, `kitti-raw`, `kitti-tracking`, `drive`, `camera`.
    std::string kind;
    /// The path, URL, device or pipeline text that was opened.
    std::string origin;
    /// Image size, pixels: the frame of every pixel field of this source.
    std::int32_t width = 0;
    /// Image size, pixels: the frame of every pixel field of this source.
    std::int32_t height = 0;
    /// The clock of its capture times.
    CaptureClock clock{};
    /// True for a camera, false for a recorded drive.
    bool is_live = false;
    /// How many frames a recorded drive should hold; null where that is unknown.
    std::optional<std::int64_t> frame_count;
    /// The recording's licence, where it is stated.
    std::optional<std::string> licence;
    /// Its camera's calibration, or why there is none.
    CalibrationMessage calibration;
    /// Where the camera's own motion is known from: `odometry` (recorded with the drive), `imageMotion` (measured in the image), `odometryAndImageMotion` (turn and speed recorded, pitch and roll measured) or `none`.
    std::string motion_source;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"sourceId", &SourceMessage::source_id},
            Field{"kind", &SourceMessage::kind},
            Field{"origin", &SourceMessage::origin},
            Field{"width", &SourceMessage::width},
            Field{"height", &SourceMessage::height},
            Field{"clock", &SourceMessage::clock},
            Field{"isLive", &SourceMessage::is_live},
            Field{"frameCount", &SourceMessage::frame_count},
            Field{"licence", &SourceMessage::licence},
            Field{"calibration", &SourceMessage::calibration},
            Field{"motionSource", &SourceMessage::motion_source});
    }
};

/// How one rig is.
struct RigHealthMessage {
    static constexpr std::string_view message_name = "RigHealthMessage";

    /// Which rig.
    std::string rig_id;
    /// World messages since the start.
    std::int64_t worlds_published = 0;
    /// World messages a second over the window of its sources.
    double worlds_per_second = 0;
    /// From the arrival of an instant's first frame to publishing, over the same window: median; null while it is empty.
    std::optional<std::int64_t> capture_to_publish_p50_ns;
    /// 99th percentile of the same.
    std::optional<std::int64_t> capture_to_publish_p99_ns;
    /// In the order of the rig's cameras.
    std::vector<RigCameraHealthMessage> cameras;
    /// Instants since the start that frames were grouped into: each is published, dropped, failed or in process.
    std::int64_t instants = 0;
    /// Whole instants since the start that a newer one took the place of.
    std::int64_t instants_dropped = 0;
    /// Instants since the start of which nothing came, because every frame of them was lost in processing.
    std::int64_t instants_failed = 0;
    /// World messages since the start in which a camera gave less than it should have.
    std::int64_t worlds_incomplete = 0;
    /// Tracks of the last world message that two cameras or more follow.
    std::int64_t joined_tracks = 0;
    /// How often since the start a camera's track found no room among the rig's.
    std::int64_t objects_too_many = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"rigId", &RigHealthMessage::rig_id},
            Field{"worldsPublished", &RigHealthMessage::worlds_published},
            Field{"worldsPerSecond", &RigHealthMessage::worlds_per_second},
            Field{"captureToPublishP50Ns", &RigHealthMessage::capture_to_publish_p50_ns},
            Field{"captureToPublishP99Ns", &RigHealthMessage::capture_to_publish_p99_ns},
            Field{"cameras", &RigHealthMessage::cameras},
            Field{"instants", &RigHealthMessage::instants},
            Field{"instantsDropped", &RigHealthMessage::instants_dropped},
            Field{"instantsFailed", &RigHealthMessage::instants_failed},
            Field{"worldsIncomplete", &RigHealthMessage::worlds_incomplete},
            Field{"joinedTracks", &RigHealthMessage::joined_tracks},
            Field{"objectsTooMany", &RigHealthMessage::objects_too_many});
    }
};

/// How one network is.
struct NetworkHealthMessage {
    static constexpr std::string_view message_name = "NetworkHealthMessage";

    /// The manifest's name.
    std::string name;
    /// The execution provider that runs it: `cpu`, `cuda` or `tensorRt`.
    std::string provider;
    /// Whether its last answer to the known frame was right.
    GuardState guard{};
    /// That check as one sentence, or why there is none; null before it.
    std::optional<std::string> guard_detail;
    /// Root mean square of the differences as a share of the expected samples' standard deviation; null where nothing finite was compared.
    std::optional<double> guard_difference;
    /// How many checks there were.
    std::int64_t guard_checks = 0;
    /// Since the last check, nanoseconds; null before the first.
    std::optional<std::int64_t> since_guard_check_ns;
    /// Runs before the first frame.
    std::int32_t warm_up_runs = 0;
    /// All of those together, nanoseconds.
    std::int64_t warm_up_ns = 0;
    /// 99 of 100 of those took no longer, nanoseconds; null before they were done.
    std::optional<std::int64_t> warm_up_p99_ns;
    /// How many runs there were with one frame, with two, and so on; empty where the network takes one frame at a time.
    std::vector<std::int64_t> batch_runs;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"name", &NetworkHealthMessage::name},
            Field{"provider", &NetworkHealthMessage::provider},
            Field{"guard", &NetworkHealthMessage::guard},
            Field{"guardDetail", &NetworkHealthMessage::guard_detail},
            Field{"guardDifference", &NetworkHealthMessage::guard_difference},
            Field{"guardChecks", &NetworkHealthMessage::guard_checks},
            Field{"sinceGuardCheckNs", &NetworkHealthMessage::since_guard_check_ns},
            Field{"warmUpRuns", &NetworkHealthMessage::warm_up_runs},
            Field{"warmUpNs", &NetworkHealthMessage::warm_up_ns},
            Field{"warmUpP99Ns", &NetworkHealthMessage::warm_up_p99_ns},
            Field{"batchRuns", &NetworkHealthMessage::batch_runs});
    }
};

/// How many frames were lost for one cause.
struct DropCountMessage {
    static constexpr std::string_view message_name = "DropCountMessage";

    /// Index into `HelloMessage.dropCauseNames`.
    std::int32_t cause = 0;
    /// How many frames.
    std::int64_t count = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"cause", &DropCountMessage::cause},
            Field{"count", &DropCountMessage::count});
    }
};

/// How one source is.
struct SourceHealthMessage {
    static constexpr std::string_view message_name = "SourceHealthMessage";

    /// Which source.
    std::string source_id;
    /// How it is.
    SourceState state{};
    /// Since the start, bad frames included.
    std::int64_t frames_captured = 0;
    /// World messages since the start.
    std::int64_t frames_published = 0;
    /// Frames lost since the start, by cause; causes without losses are left out.
    std::vector<DropCountMessage> drops;
    /// World messages a second over the window.
    double frames_per_second = 0;
    /// Since the last frame arrived, nanoseconds, monotonic; null before the first.
    std::optional<std::int64_t> last_frame_age_ns;
    /// Median over the window, nanoseconds; null while the window is empty.
    std::optional<std::int64_t> capture_to_publish_p50_ns;
    /// 95th percentile over the window, nanoseconds.
    std::optional<std::int64_t> capture_to_publish_p95_ns;
    /// 99th percentile over the window, nanoseconds.
    std::optional<std::int64_t> capture_to_publish_p99_ns;
    /// Length of the window that the rate and the percentiles are taken over, nanoseconds.
    std::int64_t window_ns = 0;
    /// Where the load-shedding ladder stands.
    LoadRung rung{};
    /// Why this is not the whole work, as one sentence; null where it is.
    std::optional<std::string> rung_reason;
    /// How many steps of the ladder there were since the start, down and up.
    std::int64_t rung_changes = 0;
    /// How often a stage was started anew since the start, because it failed or stood still.
    std::int64_t stage_restarts = 0;
    /// Messages since the start that were published and that a slower recording left out.
    std::int64_t recordings_dropped = 0;
    /// How many objects since the start got no track, because there was no room for more.
    std::int64_t tracks_too_many = 0;
    /// World messages since the start for which the image's motion was to be measured and could not be told: dark, rain, a cut.
    std::int64_t image_motion_unknown = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"sourceId", &SourceHealthMessage::source_id},
            Field{"state", &SourceHealthMessage::state},
            Field{"framesCaptured", &SourceHealthMessage::frames_captured},
            Field{"framesPublished", &SourceHealthMessage::frames_published},
            Field{"drops", &SourceHealthMessage::drops},
            Field{"framesPerSecond", &SourceHealthMessage::frames_per_second},
            Field{"lastFrameAgeNs", &SourceHealthMessage::last_frame_age_ns},
            Field{"captureToPublishP50Ns", &SourceHealthMessage::capture_to_publish_p50_ns},
            Field{"captureToPublishP95Ns", &SourceHealthMessage::capture_to_publish_p95_ns},
            Field{"captureToPublishP99Ns", &SourceHealthMessage::capture_to_publish_p99_ns},
            Field{"windowNs", &SourceHealthMessage::window_ns},
            Field{"rung", &SourceHealthMessage::rung},
            Field{"rungReason", &SourceHealthMessage::rung_reason},
            Field{"rungChanges", &SourceHealthMessage::rung_changes},
            Field{"stageRestarts", &SourceHealthMessage::stage_restarts},
            Field{"recordingsDropped", &SourceHealthMessage::recordings_dropped},
            Field{"tracksTooMany", &SourceHealthMessage::tracks_too_many},
            Field{"imageMotionUnknown", &SourceHealthMessage::image_motion_unknown});
    }
};

/// What one camera of a rig gave to a world message.
struct CameraContributionMessage {
    static constexpr std::string_view message_name = "CameraContributionMessage";

    /// Which camera: an entry of `HelloMessage.sources`.
    std::string source_id;
    /// What it gave.
    ContributionState state{};
    /// The number of its frame in its source; null where it gave none.
    std::optional<std::int64_t> frame_id;
    /// Capture time of its frame; null where it gave none.
    std::optional<std::int64_t> capture_time_ns;
    /// Frames of this camera lost since the rig's last world message, by cause; causes without losses are left out.
    std::vector<DropCountMessage> drops;
    /// Why it gave less than it should have, or has no ranges, as one sentence; null where it did not.
    std::optional<std::string> reason;
    /// It is calibrated: its tracks have a place on the ground and are joined with those of other cameras.
    bool is_metric = false;
    /// Where the road's horizon lies in its frame; absent where it gave none, is not calibrated, or where it looks more than 45° aside.
    std::optional<HorizonMessage> horizon;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"sourceId", &CameraContributionMessage::source_id},
            Field{"state", &CameraContributionMessage::state},
            Field{"frameId", &CameraContributionMessage::frame_id},
            Field{"captureTimeNs", &CameraContributionMessage::capture_time_ns},
            Field{"drops", &CameraContributionMessage::drops},
            Field{"reason", &CameraContributionMessage::reason},
            Field{"isMetric", &CameraContributionMessage::is_metric},
            Field{"horizon", &CameraContributionMessage::horizon});
    }
};

/// The nearest vehicle in the ego lane.
struct LeadMessage {
    static constexpr std::string_view message_name = "LeadMessage";

    /// Which of `WorldMessage.tracks` it is.
    std::int32_t track_id = 0;
    /// Ego-frame X of its nearest face, metres; null without a calibration.
    std::optional<double> range;
    /// Standard deviation of `range`, metres.
    std::optional<double> range_sigma;
    /// Distance from the camera along the optical axis to that face, metres; null without a calibration.
    std::optional<double> camera_depth;
    /// How fast the range shrinks, m/s, positive when closing; null without a calibration.
    std::optional<double> closing_speed;
    /// Standard deviation of `closingSpeed`, m/s.
    std::optional<double> closing_speed_sigma;
    /// The track's `timeToCollision`, seconds: null also while it closes by no more than the closing speed's standard deviation.
    std::optional<double> time_to_collision;
    /// Standard deviation of `timeToCollision`, seconds.
    std::optional<double> time_to_collision_sigma;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"trackId", &LeadMessage::track_id},
            Field{"range", &LeadMessage::range},
            Field{"rangeSigma", &LeadMessage::range_sigma},
            Field{"cameraDepth", &LeadMessage::camera_depth},
            Field{"closingSpeed", &LeadMessage::closing_speed},
            Field{"closingSpeedSigma", &LeadMessage::closing_speed_sigma},
            Field{"timeToCollision", &LeadMessage::time_to_collision},
            Field{"timeToCollisionSigma", &LeadMessage::time_to_collision_sigma});
    }
};

/// The drivable area in the image.
struct DrivableMessage {
    static constexpr std::string_view message_name = "DrivableMessage";

    /// Its outer boundary: a closed polygon in pixels of the source image (the last vertex joins the first); empty where none is seen.
    std::vector<PointMessage> outline;
    /// Share of the image's pixels that are drivable, 0 to 1.
    float share = 0;
    /// The vertices of `outline` on the road, in its order, by the horizon of this frame (`WorldMessage::horizon`, of a rig
    /// `CameraContributionMessage::horizon` of the first camera). Absent where a vertex's ray meets no road: at or above the horizon, or
    /// farther than 80 m. Empty where there is no horizon.
    std::vector<GroundPointMessage> ground;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"outline", &DrivableMessage::outline},
            Field{"share", &DrivableMessage::share},
            Field{"ground", &DrivableMessage::ground});
    }
};

/// The ego vehicle in its lane.
struct EgoLaneMessage {
    static constexpr std::string_view message_name = "EgoLaneMessage";

    /// Ego origin from the lane centre, metres, positive to the left.
    double lateral_offset = 0;
    /// Standard deviation of `lateralOffset`, metres.
    double lateral_offset_sigma = 0;
    /// The vehicle's heading against the lane's direction, rad, positive to the left.
    double heading = 0;
    /// Width of the ego lane.
    double lane_width = 0;
    /// Standard deviation of `heading`, rad; absent from a writer of a schema before 4.
    std::optional<double> heading_sigma;
    /// Standard deviation of `lane_width`, metres; absent from a writer of a schema before 4.
    std::optional<double> lane_width_sigma;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"lateralOffset", &EgoLaneMessage::lateral_offset},
            Field{"lateralOffsetSigma", &EgoLaneMessage::lateral_offset_sigma},
            Field{"heading", &EgoLaneMessage::heading},
            Field{"laneWidth", &EgoLaneMessage::lane_width},
            Field{"headingSigma", &EgoLaneMessage::heading_sigma},
            Field{"laneWidthSigma", &EgoLaneMessage::lane_width_sigma});
    }
};

/// One lane boundary, smoothed in time.
struct LaneMessage {
    static constexpr std::string_view message_name = "LaneMessage";

    /// Which boundary it is.
    LanePosition position{};
    /// The curve in pixels of the source image, from near (bottom) to far.
    std::vector<PointMessage> image_points;
    /// How much of the curve's length paint was seen on, weighted by its probability, 0 to 1; falls while it is not seen.
    float quality = 0;
    /// Standard deviation across the curve at its near end, pixels.
    float sigma_px = 0;
    /// Since the boundary was first seen, nanoseconds of capture time.
    std::int64_t age_ns = 0;
    /// Since paint was last seen for it, nanoseconds of capture time.
    std::int64_t since_seen_ns = 0;
    /// The boundary on the road; null without a calibration.
    std::optional<LaneCurveMessage> curve;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"position", &LaneMessage::position},
            Field{"imagePoints", &LaneMessage::image_points},
            Field{"quality", &LaneMessage::quality},
            Field{"sigmaPx", &LaneMessage::sigma_px},
            Field{"ageNs", &LaneMessage::age_ns},
            Field{"sinceSeenNs", &LaneMessage::since_seen_ns},
            Field{"curve", &LaneMessage::curve});
    }
};

/// One object followed over time.
struct TrackMessage {
    static constexpr std::string_view message_name = "TrackMessage";

    /// Identity, from 1; never reused within a run.
    std::int32_t track_id = 0;
    /// What it is.
    ObjectClass object_class{};
    /// Where it stands in its life.
    TrackState state{};
    /// Confidence that the object exists, 0 to 1.
    float score = 0;
    /// Filtered box; a prediction where the track is Lost. All zero, without a meaning, where no camera of a rig follows the object now.
    BoxMessage box;
    /// Since the first detection, nanoseconds of capture time.
    std::int64_t age_ns = 0;
    /// Since the last detection, nanoseconds of capture time; 0 where it was seen in this frame.
    std::int64_t since_seen_ns = 0;
    /// Which lane it is in.
    LaneAssignment lane{};
    /// Position and velocity; null without a calibration or before the range is known.
    std::optional<EgoStateMessage> ego;
    /// Seconds until the object's nearest face has come to the plane of the camera that the depth is measured from (in a rig, the first of `views`), at the present closing rate and whatever its lateral offset: what of the vehicle lies before the camera is not taken off. Null where it does not close by more than the closing rate's standard deviation, and above 60 s. Known without a calibration too, from the growth of the box's width or height, whichever is neither cut by the image's border nor hidden; null where both are.
    std::optional<double> time_to_collision;
    /// Standard deviation of `timeToCollision`, seconds.
    std::optional<double> time_to_collision_sigma;
    /// The cameras of a rig that follow the object, the surest first; empty where the source is a single camera, or none follows it now.
    std::vector<TrackViewMessage> views;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"trackId", &TrackMessage::track_id},
            Field{"class", &TrackMessage::object_class},
            Field{"state", &TrackMessage::state},
            Field{"score", &TrackMessage::score},
            Field{"box", &TrackMessage::box},
            Field{"ageNs", &TrackMessage::age_ns},
            Field{"sinceSeenNs", &TrackMessage::since_seen_ns},
            Field{"lane", &TrackMessage::lane},
            Field{"ego", &TrackMessage::ego},
            Field{"timeToCollision", &TrackMessage::time_to_collision},
            Field{"timeToCollisionSigma", &TrackMessage::time_to_collision_sigma},
            Field{"views", &TrackMessage::views});
    }
};

/// What a world message was made with, and so what its silence means.
struct CapabilityMessage {
    static constexpr std::string_view message_name = "CapabilityMessage";

    /// A network looked for objects in this frame: no tracks then means that none are seen.
    bool objects = false;
    /// A network looked for lane lines in this frame.
    bool lanes = false;
    /// A network looked for the drivable area in this frame.
    bool drivable = false;
    /// The source is calibrated, so ego-frame fields may be there.
    bool metric = false;
    /// Why this is less than was configured, as one sentence; null where it is not.
    std::optional<std::string> degraded_reason;
    /// The networks that ran: indices into `HelloMessage.networks`.
    std::vector<std::int32_t> networks;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"objects", &CapabilityMessage::objects},
            Field{"lanes", &CapabilityMessage::lanes},
            Field{"drivable", &CapabilityMessage::drivable},
            Field{"metric", &CapabilityMessage::metric},
            Field{"degradedReason", &CapabilityMessage::degraded_reason},
            Field{"networks", &CapabilityMessage::networks});
    }
};

/// How long one stage took for one frame.
struct StageTimingMessage {
    static constexpr std::string_view message_name = "StageTimingMessage";

    /// Index into `HelloMessage.stageNames`.
    std::int32_t stage = 0;
    /// From leaving the stage before to being taken up, nanoseconds.
    std::int64_t queue_wait_ns = 0;
    /// From being taken up to leaving the stage, nanoseconds.
    std::int64_t work_ns = 0;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"stage", &StageTimingMessage::stage},
            Field{"queueWaitNs", &StageTimingMessage::queue_wait_ns},
            Field{"workNs", &StageTimingMessage::work_ns});
    }
};

/// What does not change while the service runs; repeated once a second so that late joiners have it.
struct HelloMessage {
    static constexpr std::string_view message_name = "HelloMessage";
    static constexpr std::string_view topic = "hello";

    /// The writer's schema version.
    std::int32_t schema_version = 0;
    /// The writer's schema hash: equal hashes mean equal contracts.
    std::string schema_hash;
    /// Counts the hello messages of this run from 0, without holes.
    std::int64_t sequence_number = 0;
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    std::int64_t publish_time_ns = 0;
    /// When this run started, nanoseconds since 1970-01-01T00:00:00Z; a change means that the service was restarted.
    std::int64_t start_time_ns = 0;
    /// The program's version.
    std::string service_version;
    /// In the order of the configuration.
    std::vector<SourceMessage> sources;
    /// In the order that `CapabilityMessage.networks` counts in.
    std::vector<NetworkMessage> networks;
    /// Indexed by `StageTimingMessage.stage`.
    std::vector<std::string> stage_names;
    /// Indexed by `DropCountMessage.cause`.
    std::vector<std::string> drop_cause_names;
    /// Indexed by ObjectClass: a reader older than the writer finds new classes' names here.
    std::vector<std::string> class_names;
    /// Cameras whose frames become one world; their own worlds are not published.
    std::vector<RigMessage> rigs;
    /// The rungs of the load-shedding ladder that this run can take, by their names in `LoadRung`; only `full` where no load is shed.
    std::vector<std::string> rungs;
    /// Why each other rung is left out, a sentence each; where no load is shed, one sentence that says so.
    std::vector<std::string> absent_rungs;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"schemaVersion", &HelloMessage::schema_version},
            Field{"schemaHash", &HelloMessage::schema_hash},
            Field{"sequenceNumber", &HelloMessage::sequence_number},
            Field{"publishTimeNs", &HelloMessage::publish_time_ns},
            Field{"startTimeNs", &HelloMessage::start_time_ns},
            Field{"serviceVersion", &HelloMessage::service_version},
            Field{"sources", &HelloMessage::sources},
            Field{"networks", &HelloMessage::networks},
            Field{"stageNames", &HelloMessage::stage_names},
            Field{"dropCauseNames", &HelloMessage::drop_cause_names},
            Field{"classNames", &HelloMessage::class_names},
            Field{"rigs", &HelloMessage::rigs},
            Field{"rungs", &HelloMessage::rungs},
            Field{"absentRungs", &HelloMessage::absent_rungs});
    }
};

/// How the service is, once a second.
struct HealthMessage {
    static constexpr std::string_view message_name = "HealthMessage";
    static constexpr std::string_view topic = "health";

    /// The writer's schema version.
    std::int32_t schema_version = 0;
    /// Counts the health messages of this run from 0, without holes.
    std::int64_t sequence_number = 0;
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    std::int64_t publish_time_ns = 0;
    /// How the service as a whole is.
    HealthState state{};
    /// Since the service started, nanoseconds, monotonic.
    std::int64_t uptime_ns = 0;
    /// Why the state is what it is, as one sentence; where all is well the last such sentence, null where there was none.
    std::optional<std::string> last_fault;
    /// Resident memory of the process, bytes.
    std::int64_t resident_bytes = 0;
    /// Managed heap in use, with the garbage since the last collection, bytes.
    std::int64_t managed_heap_bytes = 0;
    /// One entry for each source.
    std::vector<SourceHealthMessage> sources;
    /// One entry for each network, in the order of `HelloMessage.networks`.
    std::vector<NetworkHealthMessage> networks;
    /// One entry for each rig, in the order of `HelloMessage.rigs`.
    std::vector<RigHealthMessage> rigs;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"schemaVersion", &HealthMessage::schema_version},
            Field{"sequenceNumber", &HealthMessage::sequence_number},
            Field{"publishTimeNs", &HealthMessage::publish_time_ns},
            Field{"state", &HealthMessage::state},
            Field{"uptimeNs", &HealthMessage::uptime_ns},
            Field{"lastFault", &HealthMessage::last_fault},
            Field{"residentBytes", &HealthMessage::resident_bytes},
            Field{"managedHeapBytes", &HealthMessage::managed_heap_bytes},
            Field{"sources", &HealthMessage::sources},
            Field{"networks", &HealthMessage::networks},
            Field{"rigs", &HealthMessage::rigs});
    }
};

/// What the service knows after one frame of one source: tracked objects, lanes, drivable area, lead.
struct WorldMessage {
    static constexpr std::string_view message_name = "WorldMessage";
    static constexpr std::string_view topic = "world";

    /// The writer's schema version.
    std::int32_t schema_version = 0;
    /// Counts the published messages of this source from 0, without holes: a hole seen by a subscriber is a lost message.
    std::int64_t sequence_number = 0;
    /// Which source the frame came from: an entry of `HelloMessage.sources`, or of `HelloMessage.rigs`.
    std::string source_id;
    /// The frame's number in its source, or the instant's in its rig, from 0; those that could not be read or were dropped keep their numbers.
    std::int64_t frame_id = 0;
    /// Capture time, nanoseconds, in `captureClock`; the middle of the exposure where the source knows it, else the arrival of the image.
    std::int64_t capture_time_ns = 0;
    /// Which clock `captureTimeNs` is read from.
    CaptureClock capture_clock{};
    /// When this message was handed to the socket: nanoseconds since 1970-01-01T00:00:00Z.
    std::int64_t publish_time_ns = 0;
    /// From the frame's arrival to publishing, nanoseconds, on the service's monotonic clock.
    std::int64_t capture_to_publish_ns = 0;
    /// How long each stage took, in the order in which the frame passed them; networks and motion run side by side, so that the sum may exceed `captureToPublishNs`.
    std::vector<StageTimingMessage> stages;
    /// Frames of this source lost since its last world message, by cause; causes without losses are left out.
    std::vector<DropCountMessage> drops;
    /// What this message could contain.
    CapabilityMessage capability;
    /// Every track that Fusion holds, tentative and lost ones too: look at `state`.
    std::vector<TrackMessage> tracks;
    /// The lane boundaries that are known at present, at most one for each position.
    std::vector<LaneMessage> lanes;
    /// The ego vehicle in its lane; null unless both ego boundaries and a calibration are there.
    std::optional<EgoLaneMessage> ego_lane;
    /// Null where no network tells the drivable area.
    std::optional<DrivableMessage> drivable;
    /// The nearest vehicle in the ego lane, two-wheelers too; null where there is none. It may be one that is not seen now but predicted, for at most 500 ms: `TrackMessage.state` and `TrackMessage.sinceSeenNs` of its track tell.
    std::optional<LeadMessage> lead;
    /// Why nothing metric is in this message, as one sentence; null where the source is calibrated.
    std::optional<std::string> metric_absence;
    /// What each camera of a rig gave to this message, in the rig's order; empty where the source is a single camera.
    std::vector<CameraContributionMessage> cameras;
    /// What the service leaves out to meet its deadline; the reason is in `capability.degradedReason`.
    LoadRung rung{};
    /// Where the road's horizon lies in this frame; absent without a calibration, where the camera looks more than 45° aside, and where the source is a rig, whose cameras each have their own.
    std::optional<HorizonMessage> horizon;

    static constexpr auto fields() {
        return std::make_tuple(
            Field{"schemaVersion", &WorldMessage::schema_version},
            Field{"sequenceNumber", &WorldMessage::sequence_number},
            Field{"sourceId", &WorldMessage::source_id},
            Field{"frameId", &WorldMessage::frame_id},
            Field{"captureTimeNs", &WorldMessage::capture_time_ns},
            Field{"captureClock", &WorldMessage::capture_clock},
            Field{"publishTimeNs", &WorldMessage::publish_time_ns},
            Field{"captureToPublishNs", &WorldMessage::capture_to_publish_ns},
            Field{"stages", &WorldMessage::stages},
            Field{"drops", &WorldMessage::drops},
            Field{"capability", &WorldMessage::capability},
            Field{"tracks", &WorldMessage::tracks},
            Field{"lanes", &WorldMessage::lanes},
            Field{"egoLane", &WorldMessage::ego_lane},
            Field{"drivable", &WorldMessage::drivable},
            Field{"lead", &WorldMessage::lead},
            Field{"metricAbsence", &WorldMessage::metric_absence},
            Field{"cameras", &WorldMessage::cameras},
            Field{"rung", &WorldMessage::rung},
            Field{"horizon", &WorldMessage::horizon});
    }
};

}  // namespace perception_client
