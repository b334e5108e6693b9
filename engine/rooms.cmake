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
  -ffp-contract=off  # one rounding per operation: the same bits from every compiler and build type
  $<$<BOOL:${HEADROOM_WERROR}>:-Werror>)

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
  else()
    add_library(headroom_${name} INTERFACE)
    target_include_directories(headroom_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(headroom_${name} INTERFACE ${neighbours})
  endif()
  add_library(Headroom::${name} ALIAS headroom_${name})
  list(JOIN ROOM_USES "," doors)
  set_property(GLOBAL APPEND PROPERTY HEADROOM_ROOMS "${name}|${ROOM_FOLDER}|${doors}")
endfunction()
