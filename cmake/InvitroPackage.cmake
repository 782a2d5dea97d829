# What another project sees: invitro::mock_server and invitro::client, the same names whether it
# installs this one (find_package) or embeds it (FetchContent, add_subdirectory).
#
# Each is one archive of every library of ours beneath it, so that the layers inside stay our own
# business: they are not installed, exported or named to anybody.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The libraries of ours that `target` needs, itself included, and the foreign targets they link.
function(_invitro_closure target ours_result foreign_result)
  get_property(libraries GLOBAL PROPERTY INVITRO_LIBRARIES)
  set(todo ${target})
  set(ours "")
  set(foreign "")
  while(todo)
    list(POP_FRONT todo next)
    if(next IN_LIST ours)
      continue()
    elseif(next IN_LIST libraries)
      list(APPEND ours ${next})
      get_target_property(links ${next} LINK_LIBRARIES)
      if(links)
        list(APPEND todo ${links})
      endif()
    elseif(NOT next STREQUAL "invitro_support")  # headers alone: compiled in already
      list(APPEND foreign ${next})
    endif()
  endwhile()
  list(REMOVE_DUPLICATES foreign)
  set(${ours_result} ${ours} PARENT_SCOPE)
  set(${foreign_result} ${foreign} PARENT_SCOPE)
endfunction()

# invitro_package(name FROM library INCLUDE dir): declares invitro::name.
function(invitro_package name)
  cmake_parse_arguments(ARG "" "FROM;INCLUDE" "" ${ARGN})
  if(NOT TARGET ${ARG_FROM})
    return()
  endif()
  set(target invitro_${name}_package)
  _invitro_closure(${ARG_FROM} ours foreign)
  add_library(${target} STATIC)
  foreach(library IN LISTS ours)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${library}>)
  endforeach()
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX EXPORT_NAME ${name}
                        OUTPUT_NAME invitro_${name})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/${ARG_INCLUDE}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  set(installed Threads::Threads)
  foreach(library IN LISTS foreign)
    if(library STREQUAL "invitro_httplib")
      list(APPEND installed ${INVITRO_HTTPLIB_LINKS})
    elseif(library STREQUAL "spdlog::spdlog" AND NOT "spdlog" IN_LIST INVITRO_FETCHED_LIST)
      list(APPEND installed spdlog::spdlog)
    elseif(library STREQUAL "tl::expected" AND NOT "expected" IN_LIST INVITRO_FETCHED_LIST)
      list(APPEND installed tl::expected)
    elseif(library MATCHES "^(SQLite|ZLIB|OpenSSL)::")
      list(APPEND installed ${library})
    endif()  # the rest are headers that only our own sources read
  endforeach()
  list(REMOVE_DUPLICATES installed)
  foreach(library IN LISTS foreign)
    target_link_libraries(${target} INTERFACE $<BUILD_INTERFACE:${library}>)
  endforeach()
  foreach(library IN LISTS installed)
    target_link_libraries(${target} INTERFACE $<INSTALL_INTERFACE:${library}>)
  endforeach()
  add_library(invitro::${name} ALIAS ${target})
  if(NOT INVITRO_INSTALL)
    return()
  endif()
  install(TARGETS ${target} EXPORT invitroTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${ARG_INCLUDE}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
          FILES_MATCHING PATTERN "*.h")
endfunction()

# To be called once everything is declared.
function(invitro_packages)
  get_property(INVITRO_FETCHED_LIST GLOBAL PROPERTY INVITRO_FETCHED)
  invitro_package(mock_server FROM invitro_server INCLUDE mock_server/include)
  invitro_package(client FROM invitro_client INCLUDE client/include)
  set(programs "")
  get_property(declared GLOBAL PROPERTY INVITRO_PROGRAMS)
  foreach(program IN LISTS declared)
    get_target_property(internal ${program} EXCLUDE_FROM_ALL)
    if(NOT internal)
      list(APPEND programs ${program})
    endif()
  endforeach()
  add_custom_target(invitro_programs DEPENDS ${programs})
  if(NOT INVITRO_INSTALL)
    return()
  endif()
  install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

  set(find "find_dependency(Threads)\nfind_dependency(OpenSSL)\n${INVITRO_HTTPLIB_FIND}")
  if(NOT "spdlog" IN_LIST INVITRO_FETCHED_LIST)
    string(APPEND find "\nfind_dependency(spdlog)")
  endif()
  if("expected" IN_LIST INVITRO_FETCHED_LIST)  # part of our public headers
    install(DIRECTORY ${expected_SOURCE_DIR}/include/tl DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  else()
    string(APPEND find "\nfind_dependency(tl-expected)")
  endif()
  set(INVITRO_FIND_DEPENDENCIES "${find}")
  set(destination ${CMAKE_INSTALL_LIBDIR}/cmake/invitro)
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/invitroConfig.cmake.in
    ${PROJECT_BINARY_DIR}/invitroConfig.cmake INSTALL_DESTINATION ${destination})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/invitroConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/invitroConfig.cmake
                ${PROJECT_BINARY_DIR}/invitroConfigVersion.cmake DESTINATION ${destination})
  install(EXPORT invitroTargets NAMESPACE invitro:: DESTINATION ${destination})
endfunction()
