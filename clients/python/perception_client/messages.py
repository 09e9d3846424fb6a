"""The messages that a perception service publishes, as dataclasses.

Field by field: docs/wire-format.md. Pixels are the source image's; the ego frame is ISO 8855 (X forward, Y left, Z up,
metres, origin at the rear-axle centre on the ground). None means absent: nothing metric is ever invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, ClassVar

SCHEMA_VERSION = 4
"""The schema version that this module was written for."""

_EMPTY = {"int32": 0, "int64": 0, "float32": 0.0, "float64": 0.0, "bool": False, "string": ""}


def _wire(key: int, name: str, wire_type: str) -> Any:
    """A field: its place in the MessagePack array, its documented name and its type on the wire."""
    metadata = {"key": key, "name": name, "type": wire_type}
    if wire_type.endswith("?"):
        return field(default=None, metadata=metadata)
    if wire_type.startswith("list<"):
        return field(default_factory=list, metadata=metadata)
    if wire_type in _EMPTY:
        return field(default=_EMPTY[wire_type], metadata=metadata)
    made = globals().get(wire_type)
    if made is not None and issubclass(made, IntEnum):
        return field(default=made(0), metadata=metadata)
    return field(default_factory=lambda: globals()[wire_type](), metadata=metadata)


class CaptureClock(IntEnum):
    """Which clock a source's capture times are read from."""

    DRIVE = 0  # A recorded drive's own: nanoseconds since its first frame, or since whatever moment its timestamps count from.
    UTC = 1  # Nanoseconds since 1970-01-01T00:00:00Z; of a recorded drive, when it was recorded.


class HealthState(IntEnum):
    """How the service as a whole is."""

    STARTING = 0  # Waiting for the first frames. While networks load and cameras are opened nothing is sent yet.
    READY = 1
    DEGRADED = 2  # Running with less than was configured; the last fault says why.
    SOURCE_LOST = 3  # A source delivers nothing and is being reopened.
    STOPPING = 4  # Draining before the exit.
    FAULTED = 5  # A source or a stage has failed, and nothing of that camera is published; or a network answers the known frame wrongly, and nothing at all is.


class GuardState(IntEnum):
    """Whether a network answers the known frame as stored."""

    NOT_CHECKED = 0  # Not compared yet.
    RIGHT = 1
    WRONG = 2  # No answer of this network is used until a later check finds it right.
    NO_EXPECTATION = 3  # No answer is stored, so nothing can be compared.
    OFF = 4  # Switched off by the configuration.


class ContributionState(IntEnum):
    """What a camera gave to one instant of its rig."""

    CONTRIBUTED = 0  # Its frame is in this world.
    LATE = 1  # Its frame came after the instant had been closed, and was dropped.
    MISSING = 2  # A frame was due, and none has come or it was lost on its way; the reason says which.
    DEGRADED = 3  # Its frame came, and nothing or less than configured could be made of it; the reason says why.
    NOT_DUE = 4  # None was due: its frame rate is lower, or its drive is over, as the reason then says.


class ObjectClass(IntEnum):
    """What an object is. The numbers never change; new classes are added at the end, so expect unknown numbers."""

    UNKNOWN = 0
    VEHICLE = 1  # A motor vehicle whose kind the network does not tell.
    CAR = 2
    VAN = 3
    TRUCK = 4
    BUS = 5
    MOTORCYCLE = 6
    BICYCLE = 7  # A bicycle, with or without its rider.
    PEDESTRIAN = 8
    TRAFFIC_LIGHT = 9
    STOP_SIGN = 10
    TWO_WHEELER = 11


class TrackState(IntEnum):
    """Where a track stands in its life."""

    TENTATIVE = 0  # Seen, but not yet often enough to be believed.
    CONFIRMED = 1
    LOST = 2  # Confirmed before, not seen now; its state is a prediction.
    REMOVED = 3


class LaneAssignment(IntEnum):
    """Which lane an object is in, seen from the ego vehicle."""

    UNKNOWN = 0
    EGO = 1
    LEFT = 2
    RIGHT = 3


class LanePosition(IntEnum):
    """Which boundary a lane line is, seen from the ego vehicle."""

    EGO_LEFT = 0
    EGO_RIGHT = 1
    NEIGHBOUR_LEFT = 2  # The far boundary of the lane to the left of the ego lane.
    NEIGHBOUR_RIGHT = 3  # The far boundary of the lane to the right of the ego lane.


class SourceState(IntEnum):
    """How one source is."""

    STARTING = 0
    DELIVERING = 1
    REOPENING = 2  # Nothing comes in; the source is being reopened.
    ENDED = 3  # A recorded drive is over.
    FAULTED = 4  # The source ended before it should have, or cannot go on.
    STALLED = 5  # Nothing comes in: a read of the source has not returned.


class LoadRung(IntEnum):
    """How much of its work the service leaves out to meet its deadline; each rung keeps what those before it leave out."""

    FULL = 0  # Everything that was configured.
    LANES_EVERY_SECOND_FRAME = 1  # The lane network looks at every second frame; in between lines are aged.
    REGION_OF_INTEREST = 2  # Objects are looked for in a part of the image only.
    LIGHTER_NETWORK = 3  # Lighter networks run in the place of the configured ones.
    EVERY_SECOND_FRAME = 4  # Every second frame is left out.


class CalibrationState(IntEnum):
    """Whether a source's camera is calibrated."""

    ABSENT = 0  # None: nothing metric is published, and the reason says why.
    PRESENT = 1  # The values beside it are in use.


@dataclass
class CalibrationMessage:
    """A camera's calibration, or why there is none."""

    state: CalibrationState | int = _wire(0, "state", "CalibrationState")
    reason: str | None = _wire(1, "reason", "string?")
    """Why it is absent, as one sentence; null where it is present."""
    source: str | None = _wire(2, "source", "string?")
    """Where it came from, e.g. the file's path; null where it is absent, and so are all fields below."""
    width: int | None = _wire(3, "width", "int32?")
    """Size of the images that the intrinsics hold for, pixels."""
    height: int | None = _wire(4, "height", "int32?")
    """Size of the images that the intrinsics hold for, pixels."""
    fx: float | None = _wire(5, "fx", "float64?")
    """Focal length, pixels."""
    fy: float | None = _wire(6, "fy", "float64?")
    """Focal length, pixels."""
    cx: float | None = _wire(7, "cx", "float64?")
    """Principal point, pixels."""
    cy: float | None = _wire(8, "cy", "float64?")
    """Principal point, pixels."""
    distortion: str | None = _wire(9, "distortion", "string?")
    """The distortion model: `none`, `brownConrady` or `kannalaBrandt`."""
    distortion_coefficients: list[float] = _wire(10, "distortionCoefficients", "list<float64>")
    """The coefficients of that model, in its order."""
    camera_from_ego: list[float] = _wire(11, "cameraFromEgo", "list<float64>")
    """Takes ego points to the camera optical frame: the 12 numbers of [R | t], row-major, t in metres; empty where it is absent."""


@dataclass
class LaneCurveMessage:
    """A lane boundary on the road: y(x) = C0 + C1 x + C2 x² + C3 x³, ego frame, metres.

    The deviations and covariances tell how sure the line is at x: with g = (1, x, x²) the variance of y(x) is gᵀ P g, and with g = (0, 1, 2x)
    that of its slope. They are None from a writer of a schema before 4.
    """

    c0: float = _wire(0, "c0", "float64")
    """Metres, positive to the left."""
    c1: float = _wire(1, "c1", "float64")
    """1 (slope)."""
    c2: float = _wire(2, "c2", "float64")
    """1/m."""
    c3: float = _wire(3, "c3", "float64")
    """1/m²."""
    sigma_c0: float = _wire(4, "sigmaC0", "float64")
    """Standard deviation of `c0`, metres."""
    view_near: float = _wire(5, "viewNear", "float64")
    """Nearest x at which paint supports the curve, metres."""
    view_far: float = _wire(6, "viewFar", "float64")
    """Farthest x at which paint supports the curve, metres."""
    sigma_c1: float | None = _wire(7, "sigmaC1", "float64?")
    """Standard deviation of `c1`."""
    sigma_c2: float | None = _wire(8, "sigmaC2", "float64?")
    """Standard deviation of `c2`, 1/m."""
    covariance_c0_c1: float | None = _wire(9, "covarianceC0C1", "float64?")
    """m."""
    covariance_c0_c2: float | None = _wire(10, "covarianceC0C2", "float64?")
    """1."""
    covariance_c1_c2: float | None = _wire(11, "covarianceC1C2", "float64?")
    """1/m."""


@dataclass
class PointMessage:
    """A point in pixels of the source image."""

    x: float = _wire(0, "x", "float32")
    """Pixels, to the right."""
    y: float = _wire(1, "y", "float32")
    """Pixels, down."""


@dataclass
class GroundPointMessage:
    """A point on the road, ego frame, metres; both are None where there is none."""

    x: float | None = _wire(0, "x", "float32?")
    y: float | None = _wire(1, "y", "float32?")


@dataclass
class HorizonMessage:
    """Where the road's horizon lies against the camera's calibration: how the camera is pitched at present, and how the road rises or falls ahead.

    At distance d ahead of the camera the road looks as a flat one would whose horizon lies at o = offset - curvature d / 2, with the
    variance offset_sigma² - d covariance + d² curvature_sigma² / 4. By the lane lines where there are any, else by the objects, and then it is flat.
    """

    offset: float = _wire(0, "offset", "float64")
    """How much lower than calibrated the flat road's horizon lies, as the slope of a view direction (about rad): positive while the camera is tipped up, negative while it is tipped down, as by braking."""
    offset_sigma: float = _wire(1, "offsetSigma", "float64")
    """Standard deviation of `offset`."""
    curvature: float = _wire(2, "curvature", "float64")
    """Vertical curvature of the road, 1/m, positive where it rises ever more; 0 where no lines tell it."""
    curvature_sigma: float = _wire(3, "curvatureSigma", "float64")
    """Standard deviation of `curvature`, 1/m."""
    covariance: float = _wire(4, "covariance", "float64")
    """Covariance of `offset` and `curvature`, 1/m."""


@dataclass
class EgoStateMessage:
    """Where an object is and how it moves, with the filter's own covariance."""

    x: float = _wire(0, "x", "float64")
    """Ego frame, metres, forward: the centre of the object's face that the camera sees (for a vehicle ahead, its rear)."""
    y: float = _wire(1, "y", "float64")
    """Ego frame, metres, to the left."""
    vx: float = _wire(2, "vx", "float64")
    """Velocity relative to the ego vehicle, ego frame, m/s, forward; the vehicle's own turning left out."""
    vy: float = _wire(3, "vy", "float64")
    """Velocity relative to the ego vehicle, ego frame, m/s, to the left; the vehicle's own turning left out."""
    variance_x: float = _wire(4, "varianceX", "float64")
    """m²."""
    variance_y: float = _wire(5, "varianceY", "float64")
    """m²."""
    covariance_xy: float = _wire(6, "covarianceXY", "float64")
    """m²."""
    variance_vx: float = _wire(7, "varianceVx", "float64")
    """m²/s²."""
    variance_vy: float = _wire(8, "varianceVy", "float64")
    """m²/s²."""
    camera_depth: float = _wire(9, "cameraDepth", "float64")
    """Distance from the camera to the same point along the optical axis, metres."""
    camera_depth_variance: float = _wire(10, "cameraDepthVariance", "float64")
    """m²."""
    covariance_x_vx: float | None = _wire(11, "covarianceXVx", "float64?")
    """Covariance of `x` and `vx`, m²/s. None, as the four below, where a rig joins what several cameras say of the place, or carries on an older frame's."""
    covariance_x_vy: float | None = _wire(12, "covarianceXVy", "float64?")
    """Covariance of `x` and `vy`, m²/s."""
    covariance_y_vx: float | None = _wire(13, "covarianceYVx", "float64?")
    """Covariance of `y` and `vx`, m²/s."""
    covariance_y_vy: float | None = _wire(14, "covarianceYVy", "float64?")
    """Covariance of `y` and `vy`, m²/s."""
    covariance_vx_vy: float | None = _wire(15, "covarianceVxVy", "float64?")
    """Covariance of `vx` and `vy`, m²/s²."""
    width: float | None = _wire(16, "width", "float64?")
    """Extent on the ground across the optical axis of the camera (in a rig of the first of `views`), metres: of a vehicle seen from behind the body's width, from the side its length. None, as the five below, where it is not known."""
    width_sigma: float | None = _wire(17, "widthSigma", "float64?")
    """Standard deviation of `width`, metres."""
    height: float | None = _wire(18, "height", "float64?")
    """Height of its top above the ground, metres."""
    height_sigma: float | None = _wire(19, "heightSigma", "float64?")
    """Standard deviation of `height`, metres."""
    half_depth: float | None = _wire(20, "halfDepth", "float64?")
    """How far its centre lies behind the face along that axis on the ground, half its extent along it, metres: not measured, but from the lengths of its class and from `width`."""
    half_depth_sigma: float | None = _wire(21, "halfDepthSigma", "float64?")
    """Standard deviation of `halfDepth`, metres."""


@dataclass
class BoxMessage:
    """A box in pixels of the source image, half-open: [XMin, XMax) × [YMin, YMax). A track's may reach past the image."""

    x_min: float = _wire(0, "xMin", "float32")
    """Pixels."""
    y_min: float = _wire(1, "yMin", "float32")
    """Pixels."""
    x_max: float = _wire(2, "xMax", "float32")
    """Pixels."""
    y_max: float = _wire(3, "yMax", "float32")
    """Pixels."""


@dataclass
class RigMessage:
    """Cameras on one vehicle whose frames become one world."""

    rig_id: str = _wire(0, "rigId", "string")
    """The `WorldMessage.source_id` of its worlds."""
    cameras: list[str] = _wire(1, "cameras", "list<string>")
    """Its cameras, entries of `HelloMessage.sources`, in the order of `WorldMessage.cameras`. Lanes, drivable area and ego lane are the first one's."""
    tolerance_ns: int = _wire(2, "toleranceNs", "int64")
    """Frames captured within this time are of one instant, nanoseconds."""
    wait_ns: int = _wire(3, "waitNs", "int64")
    """How long an instant waits for a camera after its first frame arrived, nanoseconds."""


@dataclass
class RigCameraHealthMessage:
    """What one camera gave to its rig's worlds since the start: each published world counts once."""

    source_id: str = _wire(0, "sourceId", "string")
    """Which camera."""
    contributed: int = _wire(1, "contributed", "int64")
    """Worlds that its frame is in."""
    late: int = _wire(2, "late", "int64")
    """Worlds that its frame came too late for, as far as that was known when they were published."""
    missing: int = _wire(3, "missing", "int64")
    """Worlds that a frame was due for and none had come."""
    degraded: int = _wire(4, "degraded", "int64")
    """Worlds that nothing or less than configured could be made of its frame for."""
    not_due: int = _wire(5, "notDue", "int64")
    """Worlds that none of its frames was due for."""


@dataclass
class RigHealthMessage:
    """How one rig is."""

    rig_id: str = _wire(0, "rigId", "string")
    """Which rig."""
    worlds_published: int = _wire(1, "worldsPublished", "int64")
    """World messages since the start."""
    worlds_per_second: float = _wire(2, "worldsPerSecond", "float64")
    """World messages a second over the window of its sources."""
    capture_to_publish_p50_ns: int | None = _wire(3, "captureToPublishP50Ns", "int64?")
    """From the arrival of an instant's first frame to publishing, over the same window: median, nanoseconds; null while it is empty."""
    capture_to_publish_p99_ns: int | None = _wire(4, "captureToPublishP99Ns", "int64?")
    """99th percentile of the same, nanoseconds."""
    cameras: list[RigCameraHealthMessage] = _wire(5, "cameras", "list<RigCameraHealthMessage>")
    """In the order of the rig's cameras."""
    instants: int = _wire(6, "instants", "int64")
    """Instants since the start that frames were grouped into: each is published, dropped, failed or in process."""
    instants_dropped: int = _wire(7, "instantsDropped", "int64")
    """Whole instants since the start that a newer one took the place of."""
    instants_failed: int = _wire(8, "instantsFailed", "int64")
    """Instants since the start of which nothing came, because every frame of them was lost in processing."""
    worlds_incomplete: int = _wire(9, "worldsIncomplete", "int64")
    """World messages since the start in which a camera gave less than it should have."""
    joined_tracks: int = _wire(10, "joinedTracks", "int64")
    """Tracks of the last world message that two cameras or more follow."""
    objects_too_many: int = _wire(11, "objectsTooMany", "int64")
    """How often since the start a camera's track found no room among the rig's."""


@dataclass
class NodeCountMessage:
    """How many of a network's nodes one provider computes."""

    provider: str = _wire(0, "provider", "string")
    """ONNX Runtime's name of the provider."""
    count: int = _wire(1, "count", "int32")
    """How many nodes; such that were merged into one count once."""


@dataclass
class NetworkMessage:
    """A network that the service runs."""

    name: str = _wire(0, "name", "string")
    """The manifest's name."""
    kind: str = _wire(1, "kind", "string")
    """What it gives, as in its manifest: `objects`, `lanes` or `objects+lanes`."""
    sha256: str = _wire(2, "sha256", "string")
    """Of the ONNX file, lower-case hexadecimal."""
    provider: str = _wire(3, "provider", "string")
    """The execution provider that runs it: `cpu`, `cuda` or `tensorRt`."""
    input_width: int = _wire(4, "inputWidth", "int32")
    """Pixels."""
    input_height: int = _wire(5, "inputHeight", "int32")
    """Pixels."""
    licence: str | None = _wire(6, "licence", "string?")
    providers_asked: list[str] = _wire(7, "providersAsked", "list<string>")
    """The providers that were asked for, in order; the first that can be had runs the network."""
    fallback_reason: str | None = _wire(8, "fallbackReason", "string?")
    """Why that is not the first of them, as one sentence; null where it is."""
    threads: int = _wire(9, "threads", "int32")
    """Threads of one run on the processor."""
    is_half_precision: bool = _wire(10, "isHalfPrecision", "bool")
    """Whether it computes in half precision."""
    is_guarded: bool = _wire(11, "isGuarded", "bool")
    """Whether a stored answer to the known frame is there, which health's checks compare with."""
    max_batch: int = _wire(12, "maxBatch", "int32")
    """The most frames that one run takes; frames of several cameras share a run."""
    nodes: list[NodeCountMessage] = _wire(13, "nodes", "list<NodeCountMessage>")
    """Its nodes by the provider that computes them, by a profile of one run at the start; empty where the processor was asked for."""


@dataclass
class SourceMessage:
    """A camera or a recorded drive."""

    source_id: str = _wire(0, "sourceId", "string")
    kind: str = _wire(1, "kind", "string")
    """`video`, `images`, `kitti-raw`, `kitti-tracking`, `drive`, `camera`."""
    origin: str = _wire(2, "origin", "string")
    """The path, URL, device or pipeline text that was opened."""
    width: int = _wire(3, "width", "int32")
    """Image size, pixels: the frame of every pixel field of this source."""
    height: int = _wire(4, "height", "int32")
    """Image size, pixels: the frame of every pixel field of this source."""
    clock: CaptureClock | int = _wire(5, "clock", "CaptureClock")
    """The clock of its capture times."""
    is_live: bool = _wire(6, "isLive", "bool")
    """True for a camera, false for a recorded drive."""
    frame_count: int | None = _wire(7, "frameCount", "int64?")
    """How many frames a recorded drive should hold; null where that is unknown."""
    licence: str | None = _wire(8, "licence", "string?")
    """The recording's licence, where it is stated."""
    calibration: CalibrationMessage = _wire(9, "calibration", "CalibrationMessage")
    motion_source: str = _wire(10, "motionSource", "string")
    """Where the camera's own motion is known from: `odometry` (recorded with the drive), `imageMotion` (measured in the image), `odometryAndImageMotion` (turn and speed recorded, pitch and roll measured) or `none`."""


@dataclass
class SourceHealthMessage:
    """How one source is."""

    source_id: str = _wire(0, "sourceId", "string")
    state: SourceState | int = _wire(1, "state", "SourceState")
    frames_captured: int = _wire(2, "framesCaptured", "int64")
    """Since the start, bad frames included."""
    frames_published: int = _wire(3, "framesPublished", "int64")
    """World messages since the start."""
    drops: list[DropCountMessage] = _wire(4, "drops", "list<DropCountMessage>")
    """Frames lost since the start, by cause; causes without losses are left out."""
    frames_per_second: float = _wire(5, "framesPerSecond", "float64")
    """World messages a second over the window."""
    last_frame_age_ns: int | None = _wire(6, "lastFrameAgeNs", "int64?")
    """Since the last frame arrived, nanoseconds, monotonic; null before the first."""
    capture_to_publish_p50_ns: int | None = _wire(7, "captureToPublishP50Ns", "int64?")
    """Median over the window, nanoseconds; null while the window is empty."""
    capture_to_publish_p95_ns: int | None = _wire(8, "captureToPublishP95Ns", "int64?")
    """95th percentile over the window, nanoseconds."""
    capture_to_publish_p99_ns: int | None = _wire(9, "captureToPublishP99Ns", "int64?")
    """99th percentile over the window, nanoseconds."""
    window_ns: int = _wire(10, "windowNs", "int64")
    """Length of the window that the rate and the percentiles are taken over, nanoseconds."""
    rung: LoadRung | int = _wire(11, "rung", "LoadRung")
    """Where the load-shedding ladder stands."""
    rung_reason: str | None = _wire(12, "rungReason", "string?")
    """Why this is not the whole work, as one sentence; null where it is."""
    rung_changes: int = _wire(13, "rungChanges", "int64")
    """How many steps of the ladder there were since the start, down and up."""
    stage_restarts: int = _wire(14, "stageRestarts", "int64")
    """How often a stage was started anew since the start, because it failed or stood still."""
    recordings_dropped: int = _wire(15, "recordingsDropped", "int64")
    """Messages since the start that were published and that a slower recording left out."""
    tracks_too_many: int = _wire(16, "tracksTooMany", "int64")
    """How many objects since the start got no track, because there was no room for more."""
    image_motion_unknown: int = _wire(17, "imageMotionUnknown", "int64")
    """World messages since the start for which the image's motion was to be measured and could not be told: dark, rain, a cut."""


@dataclass
class NetworkHealthMessage:
    """How one network is."""

    name: str = _wire(0, "name", "string")
    """The manifest's name."""
    provider: str = _wire(1, "provider", "string")
    """The execution provider that runs it: `cpu`, `cuda` or `tensorRt`."""
    guard: GuardState | int = _wire(2, "guard", "GuardState")
    """Whether its last answer to the known frame was right."""
    guard_detail: str | None = _wire(3, "guardDetail", "string?")
    """That check as one sentence, or why there is none; null before it."""
    guard_difference: float | None = _wire(4, "guardDifference", "float64?")
    """Root mean square of the differences as a share of the expected samples' standard deviation; null where nothing finite was compared."""
    guard_checks: int = _wire(5, "guardChecks", "int64")
    """How many checks there were."""
    since_guard_check_ns: int | None = _wire(6, "sinceGuardCheckNs", "int64?")
    """Since the last check, nanoseconds, monotonic; null before the first."""
    warm_up_runs: int = _wire(7, "warmUpRuns", "int32")
    """Runs before the first frame."""
    warm_up_ns: int = _wire(8, "warmUpNs", "int64")
    """All of those together, nanoseconds."""
    warm_up_p99_ns: int | None = _wire(9, "warmUpP99Ns", "int64?")
    """99 of 100 of those took no longer, nanoseconds; null before they were done."""
    batch_runs: list[int] = _wire(10, "batchRuns", "list<int64>")
    """How many runs there were with one frame, with two, and so on; empty where the network takes one frame at a time."""


@dataclass
class LeadMessage:
    """The nearest vehicle in the ego lane."""

    track_id: int = _wire(0, "trackId", "int32")
    """Which of `WorldMessage.tracks` it is."""
    range: float | None = _wire(1, "range", "float64?")
    """Ego-frame X of its nearest face, metres; null without a calibration."""
    range_sigma: float | None = _wire(2, "rangeSigma", "float64?")
    """Standard deviation of `range`, metres."""
    camera_depth: float | None = _wire(3, "cameraDepth", "float64?")
    """Distance from the camera along the optical axis to that face, metres; null without a calibration."""
    closing_speed: float | None = _wire(4, "closingSpeed", "float64?")
    """How fast the range shrinks, m/s, positive when closing; null without a calibration."""
    closing_speed_sigma: float | None = _wire(5, "closingSpeedSigma", "float64?")
    """Standard deviation of `closingSpeed`, m/s."""
    time_to_collision: float | None = _wire(6, "timeToCollision", "float64?")
    """The track's `timeToCollision`, seconds: null also while it closes by no more than the closing speed's standard deviation."""
    time_to_collision_sigma: float | None = _wire(7, "timeToCollisionSigma", "float64?")
    """Standard deviation of `timeToCollision`, seconds."""


@dataclass
class DrivableMessage:
    """The drivable area in the image."""

    outline: list[PointMessage] = _wire(0, "outline", "list<PointMessage>")
    """Its outer boundary: a closed polygon in pixels of the source image (the last vertex joins the first); empty where none is seen."""
    share: float = _wire(1, "share", "float32")
    """Share of the image's pixels that are drivable, 0 to 1."""
    ground: list[GroundPointMessage] = _wire(2, "ground", "list<GroundPointMessage>")
    """The vertices of `outline` on the road, in its order, by the horizon of this frame (`WorldMessage.horizon`, of a rig
    `CameraContributionMessage.horizon` of the first camera). None where a vertex's ray meets no road: at or above the horizon, or
    farther than 80 m. Empty where there is no horizon."""


@dataclass
class EgoLaneMessage:
    """The ego vehicle in its lane."""

    lateral_offset: float = _wire(0, "lateralOffset", "float64")
    """Ego origin from the lane centre, metres, positive to the left."""
    lateral_offset_sigma: float = _wire(1, "lateralOffsetSigma", "float64")
    """Standard deviation of `lateralOffset`, metres."""
    heading: float = _wire(2, "heading", "float64")
    """The vehicle's heading against the lane's direction, rad, positive to the left."""
    lane_width: float = _wire(3, "laneWidth", "float64")
    """Metres."""
    heading_sigma: float | None = _wire(4, "headingSigma", "float64?")
    """Standard deviation of `heading`, rad; None from a writer of a schema before 4."""
    lane_width_sigma: float | None = _wire(5, "laneWidthSigma", "float64?")
    """Standard deviation of `laneWidth`, metres; None from a writer of a schema before 4."""


@dataclass
class LaneMessage:
    """One lane boundary, smoothed in time."""

    position: LanePosition | int = _wire(0, "position", "LanePosition")
    image_points: list[PointMessage] = _wire(1, "imagePoints", "list<PointMessage>")
    """The curve in pixels of the source image, from near (bottom) to far."""
    quality: float = _wire(2, "quality", "float32")
    """How much of the curve's length paint was seen on, weighted by its probability, 0 to 1; falls while it is not seen."""
    sigma_px: float = _wire(3, "sigmaPx", "float32")
    """Standard deviation across the curve at its near end, pixels."""
    age_ns: int = _wire(4, "ageNs", "int64")
    """Since the boundary was first seen, nanoseconds of capture time."""
    since_seen_ns: int = _wire(5, "sinceSeenNs", "int64")
    """Since paint was last seen for it, nanoseconds of capture time."""
    curve: LaneCurveMessage | None = _wire(6, "curve", "LaneCurveMessage?")
    """The boundary on the road; null without a calibration."""


@dataclass
class TrackViewMessage:
    """One camera's sight of an object."""

    camera: int = _wire(0, "camera", "int32")
    """Which camera: an index into `WorldMessage.cameras`."""
    track_id: int = _wire(1, "trackId", "int32")
    """The object's identity in that camera's own tracking."""
    box: BoxMessage = _wire(2, "box", "BoxMessage")
    """Filtered box in that camera's images; a prediction where it does not see the object now."""
    since_seen_ns: int = _wire(3, "sinceSeenNs", "int64")
    """Since that camera last saw the object, nanoseconds of capture time; 0 where it did in this world's frame."""


@dataclass
class TrackMessage:
    """One object followed over time."""

    track_id: int = _wire(0, "trackId", "int32")
    """Identity, from 1; never reused within a run."""
    object_class: ObjectClass | int = _wire(1, "class", "ObjectClass")
    state: TrackState | int = _wire(2, "state", "TrackState")
    score: float = _wire(3, "score", "float32")
    """Confidence that the object exists, 0 to 1."""
    box: BoxMessage = _wire(4, "box", "BoxMessage")
    """Filtered box; a prediction where the track is Lost. All zero, without a meaning, where no camera of a rig follows the object now."""
    age_ns: int = _wire(5, "ageNs", "int64")
    """Since the first detection, nanoseconds of capture time."""
    since_seen_ns: int = _wire(6, "sinceSeenNs", "int64")
    """Since the last detection, nanoseconds of capture time; 0 where it was seen in this frame."""
    lane: LaneAssignment | int = _wire(7, "lane", "LaneAssignment")
    ego: EgoStateMessage | None = _wire(8, "ego", "EgoStateMessage?")
    """Position and velocity; null without a calibration or before the range is known."""
    time_to_collision: float | None = _wire(9, "timeToCollision", "float64?")
    """Seconds until the object's nearest face has come to the plane of the camera that the depth is measured from (in a rig, the first of `views`), at the present closing rate and whatever its lateral offset: what of the vehicle lies before the camera is not taken off. Null where it does not close by more than the closing rate's standard deviation, and above 60 s. Known without a calibration too, from the growth of the box's width or height, whichever is neither cut by the image's border nor hidden; null where both are."""
    time_to_collision_sigma: float | None = _wire(10, "timeToCollisionSigma", "float64?")
    """Standard deviation of `timeToCollision`, seconds."""
    views: list[TrackViewMessage] = _wire(11, "views", "list<TrackViewMessage>")
    """The cameras of a rig that follow the object, the surest first; empty where the source is a single camera, or none follows it now."""


@dataclass
class CapabilityMessage:
    """What a world message was made with, and so what its silence means."""

    objects: bool = _wire(0, "objects", "bool")
    """A network looked for objects in this frame: no tracks then means that none are seen."""
    lanes: bool = _wire(1, "lanes", "bool")
    """A network looked for lane lines in this frame."""
    drivable: bool = _wire(2, "drivable", "bool")
    """A network looked for the drivable area in this frame."""
    metric: bool = _wire(3, "metric", "bool")
    """The source is calibrated, so ego-frame fields may be there."""
    degraded_reason: str | None = _wire(4, "degradedReason", "string?")
    """Why this is less than was configured, as one sentence; null where it is not."""
    networks: list[int] = _wire(5, "networks", "list<int32>")
    """The networks that ran: indices into `HelloMessage.networks`."""


@dataclass
class DropCountMessage:
    """How many frames were lost for one cause."""

    cause: int = _wire(0, "cause", "int32")
    """Index into `HelloMessage.dropCauseNames`."""
    count: int = _wire(1, "count", "int64")


@dataclass
class CameraContributionMessage:
    """What one camera of a rig gave to a world message."""

    source_id: str = _wire(0, "sourceId", "string")
    """Which camera: an entry of `HelloMessage.sources`."""
    state: ContributionState | int = _wire(1, "state", "ContributionState")
    frame_id: int | None = _wire(2, "frameId", "int64?")
    """The number of its frame in its source; null where it gave none."""
    capture_time_ns: int | None = _wire(3, "captureTimeNs", "int64?")
    """Capture time of its frame, nanoseconds, in the message's `captureClock`; null where it gave none."""
    drops: list[DropCountMessage] = _wire(4, "drops", "list<DropCountMessage>")
    """Frames of this camera lost since the rig's last world message, by cause; causes without losses are left out."""
    reason: str | None = _wire(5, "reason", "string?")
    """Why it gave less than it should have, or has no ranges, as one sentence; null where it did not."""
    is_metric: bool = _wire(6, "isMetric", "bool")
    """It is calibrated: its tracks have a place on the ground and are joined with those of other cameras."""
    horizon: HorizonMessage | None = _wire(7, "horizon", "HorizonMessage?")
    """Where the road's horizon lies in its frame; None where it gave none, is not calibrated, or where it looks more than 45° aside."""


@dataclass
class StageTimingMessage:
    """How long one stage took for one frame."""

    stage: int = _wire(0, "stage", "int32")
    """Index into `HelloMessage.stageNames`."""
    queue_wait_ns: int = _wire(1, "queueWaitNs", "int64")
    """From leaving the stage before to being taken up, nanoseconds."""
    work_ns: int = _wire(2, "workNs", "int64")
    """From being taken up to leaving the stage, nanoseconds."""


@dataclass
class HelloMessage:
    """What does not change while the service runs; repeated once a second so that late joiners have it."""

    topic: ClassVar[str] = "hello"

    schema_version: int = _wire(0, "schemaVersion", "int32")
    """The writer's schema version."""
    schema_hash: str = _wire(1, "schemaHash", "string")
    """The writer's schema hash: equal hashes mean equal contracts."""
    sequence_number: int = _wire(2, "sequenceNumber", "int64")
    """Counts the hello messages of this run from 0, without holes."""
    publish_time_ns: int = _wire(3, "publishTimeNs", "int64")
    """Nanoseconds since 1970-01-01T00:00:00Z."""
    start_time_ns: int = _wire(4, "startTimeNs", "int64")
    """When this run started, nanoseconds since 1970-01-01T00:00:00Z; a change means that the service was restarted."""
    service_version: str = _wire(5, "serviceVersion", "string")
    sources: list[SourceMessage] = _wire(6, "sources", "list<SourceMessage>")
    networks: list[NetworkMessage] = _wire(7, "networks", "list<NetworkMessage>")
    stage_names: list[str] = _wire(8, "stageNames", "list<string>")
    """Indexed by `StageTimingMessage.stage`."""
    drop_cause_names: list[str] = _wire(9, "dropCauseNames", "list<string>")
    """Indexed by `DropCountMessage.cause`."""
    class_names: list[str] = _wire(10, "classNames", "list<string>")
    """Indexed by ObjectClass: a reader older than the writer finds new classes' names here."""
    rigs: list[RigMessage] = _wire(11, "rigs", "list<RigMessage>")
    """Cameras whose frames become one world; their own worlds are not published."""
    rungs: list[str] = _wire(12, "rungs", "list<string>")
    """The rungs of the load-shedding ladder that this run can take, by their names; only ``full`` where no load is shed."""
    absent_rungs: list[str] = _wire(13, "absentRungs", "list<string>")
    """Why each other rung is left out, a sentence each; where no load is shed, one sentence that says so."""


@dataclass
class HealthMessage:
    """How the service is, once a second."""

    topic: ClassVar[str] = "health"

    schema_version: int = _wire(0, "schemaVersion", "int32")
    """The writer's schema version."""
    sequence_number: int = _wire(1, "sequenceNumber", "int64")
    """Counts the health messages of this run from 0, without holes."""
    publish_time_ns: int = _wire(2, "publishTimeNs", "int64")
    """Nanoseconds since 1970-01-01T00:00:00Z."""
    state: HealthState | int = _wire(3, "state", "HealthState")
    uptime_ns: int = _wire(4, "uptimeNs", "int64")
    """Since the service started, nanoseconds, monotonic."""
    last_fault: str | None = _wire(5, "lastFault", "string?")
    """Why the state is what it is, as one sentence; where all is well the last such sentence, null where there was none."""
    resident_bytes: int = _wire(6, "residentBytes", "int64")
    """Resident memory of the process, bytes."""
    managed_heap_bytes: int = _wire(7, "managedHeapBytes", "int64")
    """Managed heap in use, with the garbage since the last collection, bytes."""
    sources: list[SourceHealthMessage] = _wire(8, "sources", "list<SourceHealthMessage>")
    """One entry for each source."""
    networks: list[NetworkHealthMessage] = _wire(9, "networks", "list<NetworkHealthMessage>")
    """One entry for each network, in the order of `HelloMessage.networks`."""
    rigs: list[RigHealthMessage] = _wire(10, "rigs", "list<RigHealthMessage>")
    """One entry for each rig, in the order of `HelloMessage.rigs`."""


@dataclass
class WorldMessage:
    """What the service knows after one frame of one source: tracked objects, lanes, drivable area, lead."""

    topic: ClassVar[str] = "world"

    schema_version: int = _wire(0, "schemaVersion", "int32")
    """The writer's schema version."""
    sequence_number: int = _wire(1, "sequenceNumber", "int64")
    """Counts the published messages of this source from 0, without holes: a hole seen by a subscriber is a lost message."""
    source_id: str = _wire(2, "sourceId", "string")
    """Which source the frame came from: an entry of `HelloMessage.sources`, or of `HelloMessage.rigs`."""
    frame_id: int = _wire(3, "frameId", "int64")
    """The frame's number in its source, or the instant's in its rig, from 0; those that could not be read or were dropped keep their numbers."""
    capture_time_ns: int = _wire(4, "captureTimeNs", "int64")
    """Capture time, nanoseconds, in CaptureClock; the middle of the exposure where the source knows it, else the arrival of the image."""
    capture_clock: CaptureClock | int = _wire(5, "captureClock", "CaptureClock")
    publish_time_ns: int = _wire(6, "publishTimeNs", "int64")
    """When this message was handed to the socket: nanoseconds since 1970-01-01T00:00:00Z."""
    capture_to_publish_ns: int = _wire(7, "captureToPublishNs", "int64")
    """From the frame's arrival to publishing, nanoseconds, on the service's monotonic clock."""
    stages: list[StageTimingMessage] = _wire(8, "stages", "list<StageTimingMessage>")
    """How long each stage took, in the order in which the frame passed them; networks and motion run side by side, so that the sum may exceed `captureToPublishNs`."""
    drops: list[DropCountMessage] = _wire(9, "drops", "list<DropCountMessage>")
    """Frames of this source lost since its last world message, by cause; causes without losses are left out."""
    capability: CapabilityMessage = _wire(10, "capability", "CapabilityMessage")
    """What this message could contain."""
    tracks: list[TrackMessage] = _wire(11, "tracks", "list<TrackMessage>")
    lanes: list[LaneMessage] = _wire(12, "lanes", "list<LaneMessage>")
    """The lane boundaries that are known at present, at most one for each position."""
    ego_lane: EgoLaneMessage | None = _wire(13, "egoLane", "EgoLaneMessage?")
    """The ego vehicle in its lane; null unless both ego boundaries and a calibration are there."""
    drivable: DrivableMessage | None = _wire(14, "drivable", "DrivableMessage?")
    """Null where no network tells the drivable area."""
    lead: LeadMessage | None = _wire(15, "lead", "LeadMessage?")
    """The nearest vehicle in the ego lane, two-wheelers too; null where there is none. It may be one that is not seen now but predicted, for at most 500 ms: `TrackMessage.state` and `TrackMessage.sinceSeenNs` of its track tell."""
    metric_absence: str | None = _wire(16, "metricAbsence", "string?")
    """Why nothing metric is in this message, as one sentence; null where the source is calibrated."""
    cameras: list[CameraContributionMessage] = _wire(17, "cameras", "list<CameraContributionMessage>")
    """What each camera of a rig gave to this message, in the rig's order; empty where the source is a single camera."""
    rung: LoadRung | int = _wire(18, "rung", "LoadRung")
    """What the service leaves out to meet its deadline; the reason is in `capability.degraded_reason`."""
    horizon: HorizonMessage | None = _wire(19, "horizon", "HorizonMessage?")
    """Where the road's horizon lies in this frame; None without a calibration, where the camera looks more than 45° aside, and where the source is a rig, whose cameras each have their own."""
