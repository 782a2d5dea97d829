# The system's package first, a pinned commit otherwise. Nothing else in the build names a source.
#
#   -DINVITRO_FETCH="httplib;json"                 the pinned commits of these, never the system's
#   -DFETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER     ... of all of them
#   -DFETCHCONTENT_SOURCE_DIR_HTTPLIB=/some/where  these sources, nothing downloaded
#
# Names: httplib json expected cli11 spdlog rapidjson googletest rapidcheck yamlcpp benchmark.
#
# Header-only libraries are only unpacked: their own CMakeLists would add options, tests and install
# rules to this build. What the code links is the same target either way.

include(FetchContent)
set(INVITRO_FETCH "" CACHE STRING "Dependencies to take from their pinned commits")
option(INVITRO_BUILD_BENCH "Build the micro-benchmarks" OFF)

set_property(GLOBAL PROPERTY INVITRO_FETCHED "")

function(_invitro_want_system name result)
  string(TOUPPER ${name} upper)
  if(FETCHCONTENT_TRY_FIND_PACKAGE_MODE STREQUAL "NEVER" OR name IN_LIST INVITRO_FETCH
     OR FETCHCONTENT_SOURCE_DIR_${upper})
    set(${result} FALSE PARENT_SCOPE)
  else()
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

function(_invitro_say_sources name commit)
  string(TOUPPER ${name} upper)
  if(FETCHCONTENT_SOURCE_DIR_${upper})
    message(STATUS "${name}: the sources in ${FETCHCONTENT_SOURCE_DIR_${upper}}")
  else()
    message(STATUS "${name}: not on this system; fetching commit ${commit}")
  endif()
endfunction()

# Unpacks `name` and sets <name>_SOURCE_DIR for the caller; no CMakeLists of its is read.
macro(_invitro_unpack name repository commit)
  _invitro_say_sources(${name} ${commit})
  set_property(GLOBAL APPEND PROPERTY INVITRO_FETCHED ${name})
  FetchContent_Declare(${name} GIT_REPOSITORY https://github.com/${repository} GIT_TAG ${commit}
                       GIT_PROGRESS TRUE SOURCE_SUBDIR no-cmake-of-its-own)
  FetchContent_MakeAvailable(${name})
endmacro()

# invitro_headers(name TARGET t PACKAGE p VERSION v REPOSITORY r COMMIT c INCLUDE dir)
# A library of headers: target t, from package p (v or newer) or from the commit's `dir`.
function(invitro_headers name)
  cmake_parse_arguments(ARG "" "TARGET;PACKAGE;VERSION;REPOSITORY;COMMIT;INCLUDE" "" ${ARGN})
  if(TARGET ${ARG_TARGET})  # a project that embeds this one has its own
    return()
  endif()
  _invitro_want_system(${name} system)
  if(system)
    find_package(${ARG_PACKAGE} ${ARG_VERSION} CONFIG QUIET)
    if(TARGET ${ARG_TARGET})
      message(STATUS "${name}: the system's ${${ARG_PACKAGE}_VERSION}")
      return()
    endif()
  endif()
  _invitro_unpack(${name} ${ARG_REPOSITORY} ${ARG_COMMIT})
  add_library(${ARG_TARGET} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${ARG_TARGET} INTERFACE ${${name}_SOURCE_DIR}/${ARG_INCLUDE})
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# invitro_project(name TARGET t PACKAGE p REPOSITORY r COMMIT c OPTIONS o v ...)
# A library that has to be compiled: its own CMakeLists is used, with these options.
function(invitro_project name)
  cmake_parse_arguments(ARG "" "TARGET;PACKAGE;REPOSITORY;COMMIT" "OPTIONS" ${ARGN})
  if(TARGET ${ARG_TARGET})
    return()
  endif()
  _invitro_want_system(${name} system)
  if(system)
    find_package(${ARG_PACKAGE} QUIET)
    if(TARGET ${ARG_TARGET})
      message(STATUS "${name}: the system's ${${ARG_PACKAGE}_VERSION}")
      return()
    endif()
  endif()
  _invitro_say_sources(${name} ${ARG_COMMIT})
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # its option() calls take the values below
  set(CMAKE_WARN_DEPRECATED OFF)
  foreach(option IN LISTS ARG_OPTIONS)
    string(REPLACE "=" ";" pair ${option})
    list(POP_FRONT pair key)
    set(${key} ${pair})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY INVITRO_FETCHED ${name})
  FetchContent_Declare(${name} GIT_REPOSITORY https://github.com/${ARG_REPOSITORY}
                       GIT_TAG ${ARG_COMMIT} GIT_PROGRESS TRUE SYSTEM)
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)

invitro_headers(json TARGET nlohmann_json::nlohmann_json PACKAGE nlohmann_json VERSION 3.10
  REPOSITORY nlohmann/json COMMIT 9cca280a4d0ccf0c08f47a99aa71d1b0e52f8d03 INCLUDE include)

invitro_headers(expected TARGET tl::expected PACKAGE tl-expected VERSION 1.0
  REPOSITORY TartanLlama/expected COMMIT 1770e3559f2f6ea4a5fb4f577ad22aeb30fbd8e4 INCLUDE include)

invitro_headers(cli11 TARGET CLI11::CLI11 PACKAGE CLI11 VERSION 2.1
  REPOSITORY CLIUtils/CLI11 COMMIT cbd58a3696887b34c70949aef21a71735a0c2ad5 INCLUDE include)

invitro_headers(spdlog TARGET spdlog::spdlog PACKAGE spdlog VERSION 1.9
  REPOSITORY gabime/spdlog COMMIT 7c02e204c92545f869e2f04edaab1f19fe8b19fd INCLUDE include)

include(InvitroHttplib)  # target invitro_httplib, INVITRO_HTTPLIB_VERSION

if(INVITRO_BUILD_TESTS OR INVITRO_BUILD_CONTRACT)
  invitro_project(googletest TARGET GTest::gmock PACKAGE GTest
    REPOSITORY google/googletest COMMIT 063de7e9578f82b369302001269680b4b1553359
    OPTIONS INSTALL_GTEST=OFF)

  invitro_project(rapidcheck TARGET rapidcheck PACKAGE rapidcheck
    REPOSITORY emil-e/rapidcheck COMMIT ff6af6fc683159deb51c543b065eba14dfcf329b
    OPTIONS RC_ENABLE_GTEST=ON)
  if(NOT TARGET rapidcheck_gtest)  # an old package: the header is there all the same
    add_library(rapidcheck_gtest INTERFACE IMPORTED GLOBAL)
  endif()

  # Its package has no target: only a directory. The schema validator of the tests.
  _invitro_want_system(rapidjson system)
  set(RAPIDJSON_INCLUDE_DIRS "")
  if(system)
    find_package(RapidJSON CONFIG QUIET)
  endif()
  if(NOT RAPIDJSON_INCLUDE_DIRS)
    _invitro_unpack(rapidjson Tencent/rapidjson 24b5e7a8b27f42fa16b96fc70aade9106cf7102f)
    set(RAPIDJSON_INCLUDE_DIRS ${rapidjson_SOURCE_DIR}/include)
  endif()
  add_library(invitro_rapidjson INTERFACE)
  target_include_directories(invitro_rapidjson SYSTEM INTERFACE ${RAPIDJSON_INCLUDE_DIRS})
  target_compile_definitions(invitro_rapidjson INTERFACE RAPIDJSON_HAS_STDSTRING=1)
endif()

if(INVITRO_BUILD_CONTRACT)
  # Up to release 0.7 its package names the target yaml-cpp, without a namespace.
  _invitro_want_system(yamlcpp system)
  if(system AND NOT TARGET yaml-cpp::yaml-cpp)
    find_package(yaml-cpp QUIET)
    if(TARGET yaml-cpp AND NOT TARGET yaml-cpp::yaml-cpp)
      message(STATUS "yamlcpp: the system's ${yaml-cpp_VERSION}")
      add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
    endif()
  endif()
  invitro_project(yamlcpp TARGET yaml-cpp::yaml-cpp PACKAGE yaml-cpp
    REPOSITORY jbeder/yaml-cpp COMMIT f7320141120f720aecc4c32be25586e7da9eb978
    OPTIONS YAML_BUILD_SHARED_LIBS=OFF YAML_CPP_BUILD_CONTRIB=OFF YAML_CPP_BUILD_TOOLS=OFF
            YAML_CPP_FORMAT_SOURCE=OFF YAML_CPP_INSTALL=OFF
            CMAKE_POLICY_VERSION_MINIMUM=3.5)  # it asks for CMake 3.4, which CMake 4 refuses
endif()

if(INVITRO_BUILD_BENCH)
  invitro_project(benchmark TARGET benchmark::benchmark PACKAGE benchmark
    REPOSITORY google/benchmark COMMIT 192ef10025eb2c4cdd392bc502f0c852196baa48
    OPTIONS BENCHMARK_ENABLE_TESTING=OFF BENCHMARK_ENABLE_INSTALL=OFF)
endif()
