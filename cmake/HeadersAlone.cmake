# Every header of ours compiles alone, and twice: it includes what it uses and has its guard.
# A file for each, compiled into one object library; nothing is linked or run.

function(invitro_check_headers)
  set(sources "")
  foreach(folder IN ITEMS support mock_server client defects contract_tests bench)
    file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
         ${PROJECT_SOURCE_DIR}/${folder}/*.h)
    foreach(header IN LISTS headers)
      string(MAKE_C_IDENTIFIER ${header} name)
      set(source ${PROJECT_BINARY_DIR}/headers_alone/${name}.cpp)
      set(line "#include \"${header}\"\n")
      file(CONFIGURE OUTPUT ${source} CONTENT "@line@@line@" @ONLY)
      list(APPEND sources ${source})
    endforeach()
  endforeach()
  add_library(invitro_headers_alone OBJECT ${sources})
  _invitro_common(invitro_headers_alone)
  target_compile_options(invitro_headers_alone PRIVATE -O0 -g0)
  target_include_directories(invitro_headers_alone PRIVATE ${PROJECT_SOURCE_DIR}
    ${PROJECT_SOURCE_DIR}/mock_server/include ${PROJECT_SOURCE_DIR}/client/include
    ${PROJECT_SOURCE_DIR}/contract_tests/include)
  target_link_libraries(invitro_headers_alone PRIVATE invitro_httplib nlohmann_json::nlohmann_json
    tl::expected CLI11::CLI11 spdlog::spdlog GTest::gmock rapidcheck rapidcheck_gtest
    invitro_rapidjson)
endfunction()
