# What is installed, and the packages made of it: the program with its man pages and completions,
# the C library, and the rooms as archives for find_package(ioracle).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(rooms model program format sim oracle)
foreach(room IN LISTS rooms)
  install(TARGETS ioracle_${room} EXPORT ioracle ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${room}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ioracle"
    FILES_MATCHING PATTERN "*.h" PATTERN "rules" EXCLUDE)
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/generated/model/clause_table.h"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ioracle/model")

install(TARGETS ioracle RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS ioracle_library EXPORT ioracle LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES "${PROJECT_SOURCE_DIR}/library/ioracle.h"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/ioracle")
install(EXPORT ioracle NAMESPACE ioracle:: FILE ioracle-targets.cmake DESTINATION "${folder}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/ioracle-config.cmake.in"
  "${PROJECT_BINARY_DIR}/package/ioracle-config.cmake" INSTALL_DESTINATION "${folder}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/ioracle-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/package/ioracle-config.cmake"
  "${PROJECT_BINARY_DIR}/package/ioracle-config-version.cmake" DESTINATION "${folder}")
# The relative path from the .pc file leaves the package free to move.
file(RELATIVE_PATH prefix_from_pc
  "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file("${PROJECT_SOURCE_DIR}/cmake/ioracle.pc.in"
  "${PROJECT_BINARY_DIR}/package/ioracle.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/package/ioracle.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# Man pages and completions come from the program itself.
set(manual "${PROJECT_BINARY_DIR}/manual")
add_custom_command(OUTPUT "${manual}/man1/ioracle.1"
  COMMAND ioracle manual --write "${manual}" DEPENDS ioracle
  COMMENT "Writing man pages and completions" VERBATIM)
add_custom_target(ioracle_manual ALL DEPENDS "${manual}/man1/ioracle.1")
install(DIRECTORY "${manual}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}")
install(FILES "${manual}/bash/ioracle"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${manual}/zsh/_ioracle"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${manual}/fish/ioracle.fish"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

# The corpus: scenarios to run, and what implementations do otherwise. The documentation keeps its
# folder, so that what a page says of other pages and of the examples holds there too.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/scenarios" "${PROJECT_SOURCE_DIR}/expectations"
  DESTINATION "${CMAKE_INSTALL_DATADIR}/ioracle")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" USE_SOURCE_PERMISSIONS)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME ioracle)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_CONTACT "the ioracle authors <ioracle@localhost>")
set(CPACK_PACKAGE_VENDOR ioracle)
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip)
# Only who links the archives needs the libraries behind them.
# The examples of the documentation are in Python.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake, g++, libsimdjson-dev")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/triggers")
include(CPack)
