# A room is a folder of the source tree. Its *.cpp become the static library ioracle_<room>,
# linked as ioracle::<room>; while it has none, the library is an empty interface.
#
#   ioracle_room(<room> [ONE_BY_ONE] [LINKS <library>...] [WITHOUT <file>...])
#
# LINKS are the arrows to other rooms and libraries; WITHOUT leaves out sources of the folder
# that go elsewhere (a main.cpp). ONE_BY_ONE: where the release joins sources to compile them faster
# (CMAKE_UNITY_BUILD), these stay apart, because names private to a file mean different things.

function(ioracle_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ONE_BY_ONE" "" "LINKS;WITHOUT")
  set(library "ioracle_${room}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  foreach(file IN LISTS arg_WITHOUT)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  endforeach()
  if(sources)
    add_library(${library} STATIC ${sources})
    target_link_libraries(${library} PRIVATE $<BUILD_INTERFACE:ioracle::warnings>)
    set(scope PUBLIC)
  else()
    add_library(${library} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(ioracle::${room} ALIAS ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${room})
  target_include_directories(${library} ${scope}
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:include/ioracle>")
  target_link_libraries(${library} ${scope} ${arg_LINKS})
  if(arg_ONE_BY_ONE)
    set_target_properties(${library} PROPERTIES UNITY_BUILD OFF)
  endif()
endfunction()
