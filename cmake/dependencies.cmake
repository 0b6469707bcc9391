# The libraries, each with its reason in docs/dependencies.md.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

option(IORACLE_WITH_SIMDJSON "Read traces with simdjson; else with nlohmann/json" ${UNIX})
if(IORACLE_WITH_SIMDJSON)
  find_package(simdjson REQUIRED)
endif()

if(CMAKE_CROSSCOMPILING)
  # nlohmann/json is headers only, so those of the building system serve. They are linked into a
  # folder of their own: nothing else of the building system may be seen.
  find_path(IORACLE_NLOHMANN nlohmann/json.hpp PATHS /usr/include REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  set(headers "${PROJECT_BINARY_DIR}/host_headers")
  file(MAKE_DIRECTORY "${headers}")
  file(CREATE_LINK "${IORACLE_NLOHMANN}/nlohmann" "${headers}/nlohmann" COPY_ON_ERROR SYMBOLIC)
  add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED)
  target_include_directories(nlohmann_json::nlohmann_json INTERFACE "${headers}")
else()
  find_package(nlohmann_json REQUIRED)
endif()

if(NOT WIN32)
  find_package(Threads REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(pugixml REQUIRED)
  option(IORACLE_TESTS "Build the tests" ON)
  if(IORACLE_TESTS)
    find_package(GTest REQUIRED)
    find_package(rapidcheck REQUIRED)
  endif()
endif()
