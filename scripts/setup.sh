# What ./perceive, ./train and ./test need before they run; sourced by all of them. Set-up speaks on standard error only.

need_dotnet() {
    local found
    found=$(cd "$root" && dotnet --version 2>/dev/null || true)
    case "$found" in
        1[0-9].*) ;;
        "") echo "expected the .NET SDK 10, found none: install it from https://dotnet.microsoft.com/download or your distribution's package dotnet-sdk-10.0" >&2; exit 1 ;;
        *) echo "expected the .NET SDK 10 or later, found $found: install it from https://dotnet.microsoft.com/download" >&2; exit 1 ;;
    esac
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# install_packages REASON PACKAGE…: installs Debian packages where that is allowed, otherwise says what to run.
install_packages() {
    local reason=$1
    shift
    if ! command -v apt-get >/dev/null; then
        echo "$reason: install what Debian calls $* with your system's package manager" >&2
        return 1
    fi
    local sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
            echo "$reason: run 'sudo apt-get install $*'" >&2
            return 1
        fi
        sudo="sudo"
    fi
    echo "installing $* ($reason)" >&2
    if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >/dev/null 2>&1; then
        echo "$reason: installing it failed; run 'sudo apt-get update && sudo apt-get install $*' to see why" >&2
        return 1
    fi
}

has_library() {
    # To the end of the list: a reader that leaves early fails the writer, and with it the pipe.
    ldconfig -p 2>/dev/null | grep "$1" >/dev/null || /sbin/ldconfig -p 2>/dev/null | grep "$1" >/dev/null
}

# OpenCV's native part is linked against GTK 3.
need_native_libraries() {
    has_library "libgtk-3.so.0" && return
    local package=libgtk-3-0
    if command -v apt-cache >/dev/null && apt-cache show libgtk-3-0t64 >/dev/null 2>&1; then
        package=libgtk-3-0t64
    fi
    install_packages "OpenCV needs the system library libgtk-3.so.0" "$package" || exit 1
}

# The tests run the Python client; without its packages those tests say that they are skipped.
need_python_packages() {
    /usr/bin/python3 -c "import zmq, msgpack" 2>/dev/null && return
    install_packages "the Python client's tests need pyzmq and msgpack" python3 python3-zmq python3-msgpack || true
}

# The tests build the C++ client; without these packages those tests say that they are skipped.
need_cpp_packages() {
    local header missing=""
    command -v g++ >/dev/null && command -v cmake >/dev/null && command -v make >/dev/null || missing=programs
    for header in zmq.h zmq_addon.hpp msgpack/unpack.hpp nlohmann/json.hpp CLI/CLI.hpp; do
        [ -n "$missing" ] || echo "#include <$header>" | g++ -E -x c++ -M - >/dev/null 2>&1 || missing=$header
    done
    [ -z "$missing" ] && return
    install_packages "the C++ client's tests need its libraries" \
        g++ cmake make libzmq3-dev cppzmq-dev libmsgpack-cxx-dev nlohmann-json3-dev libcli11-dev || true
}

# build_if_changed PROJECT NAME: a Release build, skipped while no source is newer than the last one and ONNX Runtime comes from the same source.
# Scripts that are started together build one after the other.
build_if_changed() {
    mkdir -p "$root/artifacts"
    (
        command -v flock >/dev/null && flock 9
        # What a build leaves running must not keep the lock.
        build_what_changed "$@" 9>&-
    ) 9>"$root/artifacts/lock"
}

build_what_changed() {
    local project=$1 name=$2 stamp="$root/artifacts/built-$2" log="$root/artifacts/build-$2.log" changed
    local runtime="$root/artifacts/onnx-runtime"
    # The build takes the folder from the environment; a relative one would be sought beside each project.
    [ -z "${OnnxRuntimeDir:-}" ] || export OnnxRuntimeDir=$(realpath -m "$OnnxRuntimeDir")
    local chosen="${ONNX_RUNTIME:-}${OnnxRuntimeDir:+ $OnnxRuntimeDir}"
    # All commands build the same projects, so that another choice makes every stamp out of date.
    if [ "$chosen" != "$(cat "$runtime" 2>/dev/null)" ]; then
        rm -f "$root"/artifacts/built-*
        echo "$chosen" >"$runtime"
    fi
    if [ -f "$stamp" ]; then
        changed=$(find "$root/." \( -name bin -o -name obj -o -name artifacts -o -name .git -o -name replay-data -o -name docs \) -prune -o \
            -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.sln' -o -name '.editorconfig' -o -name 'BannedSymbols.txt' \) \
            -newer "$stamp" -print -quit)
        [ -z "$changed" ] && return
    fi
    echo "building (Release) …" >&2
    local ahead=""
    if [ "$name" = perceive ]; then
        # Without the compiler everything is compiled when it is first called.
        local ahead_log="$root/artifacts/compile-ahead.log"
        if dotnet restore "$project" -nologo -v quiet -p:CompileAhead=true ${ONNX_RUNTIME:+-p:OnnxRuntime=$ONNX_RUNTIME} >"$ahead_log" 2>&1; then
            ahead=-p:CompileAhead=true
        else
            echo "each start takes longer, for the compiler that shortens them could not be had: $(grep -m 1 -E "error" "$ahead_log" || echo "see $ahead_log")" >&2
            echo "to try again: rm $stamp" >&2
        fi
    fi
    # The stamp takes the time from before the build, so that a file saved meanwhile is built the next time.
    touch "$stamp.new"
    if ! dotnet build "$project" -c Release -nologo -v quiet $ahead ${ONNX_RUNTIME:+-p:OnnxRuntime=$ONNX_RUNTIME} >"$log" 2>&1; then
        rm -f "$stamp.new"
        { grep -E "error" "$log" || tail -20 "$log"; } | sort -u | head -20 >&2 || true
        echo "the build failed; the whole log is $log" >&2
        exit 1
    fi
    mv "$stamp.new" "$stamp"
    # The others build the program without compiling it ahead.
    [ "$name" = perceive ] || rm -f "$root/artifacts/built-perceive"
}
