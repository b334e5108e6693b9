# A room is a folder, a library and a list of neighbours. Nothing else may be included: tests/architecture reads
# the list that headroom_room() records and compares it with every #include line.
#
#   headroom_room(NAME [FOLDER path] SOURCES ... USES rooms... LIBRARIES external targets...)
#
# USES are the rooms whose headers this room may include (their doors are public).
# LIBRARIES stay private to the room: no other room sees Boost.Graph, Eigen or protobuf through it.
# A room without SOURCES holds headers only.

add_library(headroom_warnings INTERFACE)
add_library(Headroom::warnings ALIAS headroom_warnings)
target_compile_options(headroom_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Woverloaded-virtual
  -Wno-restrict -Wno-array-bounds  # GCC 12 sees overlaps in std::string's operator+ that are not there (its bug 105651)
  -pthread  # the same everywhere, or the precompiled headers do not fit
  -ffp-contract=off  # one rounding per operation: the same bits from every compiler and build type
  $<$<BOOL:${HEADROOM_WERROR}>:-Werror>)

# The standard headers that nearly every file includes, and for the desktop app Qt's widgets, compiled once: it halves the
# time of a build from nothing. Files still include what they use; the no-gui and sanitizer builds work without.
option(HEADROOM_PRECOMPILE "Precompile the headers that everybody includes" ON)
function(headroom_precompiled name headers)
  if(NOT HEADROOM_PRECOMPILE OR TARGET headroom_precompiled_${name})
    return()
  endif()
  set(source ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// only carries the precompiled headers\n")
  add_library(headroom_precompiled_${name} OBJECT ${source})
  set_target_properties(headroom_precompiled_${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
  target_link_libraries(headroom_precompiled_${name} PRIVATE Headroom::warnings ${ARGN})
  target_precompile_headers(headroom_precompiled_${name} PRIVATE ${headers})
endfunction()

function(headroom_use_precompiled target name)
  if(TARGET headroom_precompiled_${name})
    target_precompile_headers(${target} REUSE_FROM headroom_precompiled_${name})
    target_compile_options(${target} PRIVATE -fpch-preprocess)  # lets ccache look into it
  endif()
endfunction()

set(headroom_standard_headers
  <algorithm> <cmath> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view> <utility> <variant> <vector>)
headroom_precompiled(engine "${headroom_standard_headers}")

function(headroom_room name)
  cmake_parse_arguments(ROOM "" "FOLDER" "SOURCES;USES;LIBRARIES" ${ARGN})
  if(NOT ROOM_FOLDER)
    set(ROOM_FOLDER engine/${name})
  endif()
  list(TRANSFORM ROOM_USES PREPEND Headroom:: OUTPUT_VARIABLE neighbours)
  if(ROOM_SOURCES)
    add_library(headroom_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(headroom_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(headroom_${name} PUBLIC ${neighbours} PRIVATE ${ROOM_LIBRARIES} Headroom::warnings)
    if(ROOM_FOLDER MATCHES "^gui/" AND "Qt6::Widgets" IN_LIST ROOM_LIBRARIES)
      headroom_use_precompiled(headroom_${name} gui)
    elseif(ROOM_FOLDER MATCHES "^engine/")
      headroom_use_precompiled(headroom_${name} engine)
    endif()
  else()
    add_library(headroom_${name} INTERFACE)
    target_include_directories(headroom_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(headroom_${name} INTERFACE ${neighbours})
  endif()
  add_library(Headroom::${name} ALIAS headroom_${name})
  list(JOIN ROOM_USES "," doors)
  set_property(GLOBAL APPEND PROPERTY HEADROOM_ROOMS "${name}|${ROOM_FOLDER}|${doors}")
endfunction()
