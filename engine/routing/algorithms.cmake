# The table of algorithms writes itself: every folder with an `algorithm.h` is an algorithm. That header defines
# kAlgorithms, an array of AlgorithmEntry, in the namespace headroom::routing::FOLDER. Adding or removing such a folder
# is noticed by the next build; nothing else has to be told.

# headroom_algorithm_folders(PARENT FOLDERS SOURCES): the algorithm folders below PARENT, sorted by name, and all their
# sources.
function(headroom_algorithm_folders parent folders sources)
  file(GLOB doors CONFIGURE_DEPENDS ${parent}/*/algorithm.h)
  list(SORT doors)
  set(found)
  set(files)
  foreach(door IN LISTS doors)
    get_filename_component(folder ${door} DIRECTORY)
    list(APPEND found ${folder})
    file(GLOB own CONFIGURE_DEPENDS ${folder}/*.cpp)
    list(APPEND files ${own})
  endforeach()
  set(${folders} ${found} PARENT_SCOPE)
  set(${sources} ${files} PARENT_SCOPE)
endfunction()

# headroom_algorithm_table(OUTPUT FOLDERS...): writes the source that includes every folder's header and joins their
# lines. A plain constant that policy_spec.cpp asks for by name: nothing registers itself, nothing can be dropped.
function(headroom_algorithm_table output)
  set(includes "")
  set(parts "")
  foreach(folder IN LISTS ARGN)
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${folder})
    get_filename_component(name ${folder} NAME)
    string(APPEND includes "#include \"${path}/algorithm.h\"\n")
    list(APPEND parts "${name}::kAlgorithms")
  endforeach()
  list(JOIN parts ",\n                                   " joined)
  file(CONFIGURE OUTPUT ${output} CONTENT "// Written by engine/routing/algorithms.cmake from the folders with an algorithm.h.
#include \"engine/routing/algorithm_table.h\"

${includes}
namespace headroom::routing {
namespace {

constexpr auto kTable = sortedTable(${joined});

}  // namespace

std::span<const AlgorithmEntry> algorithms() {
  return kTable;
}

}  // namespace headroom::routing
" @ONLY)
endfunction()
