# How every library, program and test of this project is declared: one standard, the same warnings.

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(INVITRO_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch-enum)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND INVITRO_WARNINGS -Wno-restrict)  # GCC bug 105651: std::string's own operator+
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # They check the marks of support/mutex.h.
  list(APPEND INVITRO_WARNINGS -Wthread-safety -Wthread-safety-beta)
endif()

# A second build of the same file costs nothing, in another clone as well: paths below this folder
# count as relative ones. Never forced upon a project that embeds this one.
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(INVITRO_CCACHE ccache)
  if(INVITRO_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
        CCACHE_NOHASHDIR=1 ${INVITRO_CCACHE})
  endif()
endif()

set_property(GLOBAL PROPERTY INVITRO_LIBRARIES "")
set_property(GLOBAL PROPERTY INVITRO_PROGRAMS "")

function(_invitro_common target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE ${INVITRO_WARNINGS} $<$<BOOL:${INVITRO_WERROR}>:-Werror>)
endfunction()

# invitro_library(name SOURCES ... DEPENDS ... PRIVATE_DEPENDS ...)
function(invitro_library target)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(${target} STATIC ${ARG_SOURCES})
  _invitro_common(${target})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  set_property(GLOBAL APPEND PROPERTY INVITRO_LIBRARIES ${target})
endfunction()

function(_invitro_executable target)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  _invitro_common(${target})
  target_link_libraries(${target} PRIVATE ${ARG_DEPENDS})
endfunction()

# invitro_program(name SOURCES ... DEPENDS ...): what script/build builds, and what is installed.
function(invitro_program target)
  _invitro_executable(${target} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY INVITRO_PROGRAMS ${target})
endfunction()

# invitro_test(name [THREADED] SOURCES ... DEPENDS ...): a GoogleTest program, run by CTest as one
# test. THREADED: its code uses several threads, and CI runs it under ThreadSanitizer.
function(invitro_test target)
  if(NOT INVITRO_BUILD_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "THREADED" "" "SOURCES;DEPENDS" ${ARGN})
  _invitro_executable(${target} SOURCES ${ARG_SOURCES}
                      DEPENDS ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES TIMEOUT 120)
  if(ARG_THREADED)
    set_tests_properties(${target} PROPERTIES LABELS threads)
  endif()
endfunction()
