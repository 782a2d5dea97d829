# cpp-httplib under one name, invitro_httplib, wherever it comes from: a CMake package (Fedora,
# Homebrew), a pkg-config file (Debian, Ubuntu: a shared library, whose flags are part of its ABI:
# without them sizeof(httplib::Request) differs between library and program), or its one header.
#
# Sets INVITRO_HTTPLIB_VERSION, and what the installed package repeats to link the same library:
# INVITRO_HTTPLIB_FIND (CMake code) and INVITRO_HTTPLIB_LINKS (targets).

set(INVITRO_HTTPLIB_MINIMUM 0.11.4)
set(INVITRO_HTTPLIB_COMMIT b8fe69e4e892ec394ca8de27ab2fe219008690b6)  # 0.53.1

add_library(invitro_httplib INTERFACE)
target_link_libraries(invitro_httplib INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
set(INVITRO_HTTPLIB_FIND "")
set(INVITRO_HTTPLIB_LINKS OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

macro(_invitro_httplib_from_package)
  find_package(httplib ${INVITRO_HTTPLIB_MINIMUM} CONFIG QUIET)
  if(TARGET httplib::httplib)
    target_link_libraries(invitro_httplib INTERFACE httplib::httplib)
    set(INVITRO_HTTPLIB_VERSION ${httplib_VERSION})
    set(INVITRO_HTTPLIB_FIND "find_dependency(httplib)")
    list(APPEND INVITRO_HTTPLIB_LINKS httplib::httplib)
  endif()
endmacro()

macro(_invitro_httplib_from_pkg_config)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(invitro_cpp_httplib QUIET IMPORTED_TARGET
                      cpp-httplib>=${INVITRO_HTTPLIB_MINIMUM})
  endif()
  if(TARGET PkgConfig::invitro_cpp_httplib)
    target_link_libraries(invitro_httplib INTERFACE PkgConfig::invitro_cpp_httplib)
    set(INVITRO_HTTPLIB_VERSION ${invitro_cpp_httplib_VERSION})
    set(INVITRO_HTTPLIB_FIND "find_dependency(PkgConfig)
pkg_check_modules(invitro_cpp_httplib REQUIRED IMPORTED_TARGET cpp-httplib)")
    list(APPEND INVITRO_HTTPLIB_LINKS PkgConfig::invitro_cpp_httplib)
  endif()
endmacro()

macro(_invitro_httplib_from_sources)
  _invitro_unpack(httplib yhirose/cpp-httplib ${INVITRO_HTTPLIB_COMMIT})
  target_include_directories(invitro_httplib SYSTEM INTERFACE
                             $<BUILD_INTERFACE:${httplib_SOURCE_DIR}>)
  # By default, versions before 0.19 wait with select(), which fails for descriptors above 1023, and
  # versions 0.19 to 0.27 refuse a long target only after 5 seconds. With its bound raised, the edge
  # refuses it.
  target_compile_definitions(invitro_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT
                             CPPHTTPLIB_USE_POLL CPPHTTPLIB_REQUEST_URI_MAX_LENGTH=32768)
  find_package(ZLIB QUIET)
  if(ZLIB_FOUND)
    target_compile_definitions(invitro_httplib INTERFACE CPPHTTPLIB_ZLIB_SUPPORT)
    target_link_libraries(invitro_httplib INTERFACE ZLIB::ZLIB)
    set(INVITRO_HTTPLIB_FIND "find_dependency(ZLIB)")
    list(APPEND INVITRO_HTTPLIB_LINKS ZLIB::ZLIB)
  endif()
  file(STRINGS ${httplib_SOURCE_DIR}/httplib.h line REGEX "define CPPHTTPLIB_VERSION \"")
  string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" INVITRO_HTTPLIB_VERSION "${line}")
endmacro()

set(INVITRO_HTTPLIB_VERSION "")
_invitro_want_system(httplib system)
if(system)
  _invitro_httplib_from_package()
  if(NOT INVITRO_HTTPLIB_VERSION)
    _invitro_httplib_from_pkg_config()
  endif()
endif()
if(NOT INVITRO_HTTPLIB_VERSION)
  _invitro_httplib_from_sources()
endif()
message(STATUS "httplib: ${INVITRO_HTTPLIB_VERSION}")
