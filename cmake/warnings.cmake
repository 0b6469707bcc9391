# ioracle::warnings: what every target of the project is compiled with.
add_library(ioracle_warnings INTERFACE)
add_library(ioracle::warnings ALIAS ioracle_warnings)

if(MSVC)
  target_compile_options(ioracle_warnings INTERFACE /W4 /WX /permissive- /utf-8 /Zc:__cplusplus)
  return()
endif()

# Nobody replaces a function of ours at load time, so the compiler may inline it.
target_compile_options(ioracle_warnings INTERFACE -fno-semantic-interposition)
if(NOT IORACLE_FUZZERS) # those are built by compilers that others choose
  target_compile_options(ioracle_warnings INTERFACE -Werror)
endif()
target_compile_options(ioracle_warnings INTERFACE
  -Wall -Wextra -Wpedantic
  -Wcast-align -Wconversion -Wdouble-promotion -Wextra-semi -Wformat=2 -Wimplicit-fallthrough
  -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wshadow -Wunused)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ioracle_warnings INTERFACE
    -Wduplicated-branches -Wduplicated-cond -Wlogical-op)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 sees overlaps in std::string's own operators (GCC bug 105651), and under the
    # sanitizers it takes an empty std::optional for uninitialized.
    target_compile_options(ioracle_warnings INTERFACE -Wno-restrict)
    if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
      target_compile_options(ioracle_warnings INTERFACE -Wno-maybe-uninitialized)
    endif()
  endif()
endif()
