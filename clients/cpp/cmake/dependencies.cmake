# What the headers need: libzmq with its C++ header, and msgpack-cxx, of which only headers are used (its own CMake package asks for Boost, which is not).

find_library(PERCEPTION_CLIENT_ZMQ zmq)
find_path(PERCEPTION_CLIENT_ZMQ_HEADERS zmq_addon.hpp)
find_path(PERCEPTION_CLIENT_MSGPACK_HEADERS msgpack/unpack.hpp)

function(perception_client_need variable what package)
    if(NOT ${variable})
        message(FATAL_ERROR "perception_client: expected ${what}, found none: install what Debian calls ${package}")
    endif()
endfunction()
perception_client_need(PERCEPTION_CLIENT_ZMQ "libzmq" "libzmq3-dev")
perception_client_need(PERCEPTION_CLIENT_ZMQ_HEADERS "zmq_addon.hpp" "cppzmq-dev")
perception_client_need(PERCEPTION_CLIENT_MSGPACK_HEADERS "msgpack/unpack.hpp" "libmsgpack-cxx-dev")

if(NOT TARGET perception_client::dependencies)
    add_library(perception_client::dependencies INTERFACE IMPORTED GLOBAL)
    set_target_properties(perception_client::dependencies PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${PERCEPTION_CLIENT_ZMQ_HEADERS};${PERCEPTION_CLIENT_MSGPACK_HEADERS}"
        INTERFACE_LINK_LIBRARIES "${PERCEPTION_CLIENT_ZMQ}"
        INTERFACE_COMPILE_DEFINITIONS MSGPACK_NO_BOOST)
endif()
