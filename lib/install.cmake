# What `cmake --install` puts in place of the library: its file, the public headers, the packages for
# CMake and pkg-config, and the data sets.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Ravine)
configure_package_config_file(RavineConfig.cmake.in RavineConfig.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(RavineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(TARGETS ravine EXPORT RavineTargets FILE_SET HEADERS)
foreach(level IN LISTS RAVINE_LEVELS)
  install(TARGETS ravine_${level}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/glibc-hwcaps/${level}
                  NAMELINK_SKIP)
endforeach()
if(RAVINE_NATIVE)
  install(CODE "message(STATUS \"Ravine: built for this machine's processor alone; for others: \"
                               \"cmake --preset portable\")")
endif()
install(EXPORT RavineTargets NAMESPACE ravine:: DESTINATION ${package_folder})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/RavineConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/RavineConfigVersion.cmake
        DESTINATION ${package_folder})

# The folder of ravine.pc is where the prefix is found from, so that an installed tree may be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY
           ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE RAVINE_PREFIX_FROM_PC)
if(NOT BUILD_SHARED_LIBS)
  set(RAVINE_ARCHIVE_NEEDS "-ltbb -lz -lfmt ${OpenMP_CXX_FLAGS}")
endif()
configure_file(ravine.pc.in ravine.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ravine.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/datasets/
        DESTINATION ${CMAKE_INSTALL_DATADIR}/ravine/datasets)
