# Compiles through ccache where it is installed.
find_program(IORACLE_CCACHE ccache)
mark_as_advanced(IORACLE_CCACHE)
if(IORACLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${IORACLE_CCACHE}")
endif()
