"""The package for Conan 2: conan create ."""

from pathlib import Path

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class Ioracle(ConanFile):
    name = "ioracle"
    license = "MIT"
    description = "Executable specification of Windows overlapped I/O"
    settings = "os", "compiler", "build_type", "arch"
    package_type = "static-library"
    exports = "VERSION"
    exports_sources = (
        "CMakeLists.txt", "VERSION", "LICENSE", "README.md", "CHANGELOG.md", "cmake/*", "spec/*",
        "model/*", "program/*", "format/*", "sim/*", "oracle/*", "agent/*", "recorder/*",
        "record/*", "conform/*", "desk/*", "explore/*", "emit/*", "fuzz/*", "view/*", "cli/*",
        "library/*", "kit/*", "winpr/*", "bench/*", "fuzzers/*", "script/*", "scenarios/*",
        "expectations/*", "docs/*", "CONTRIBUTING.md",
    )

    def set_version(self):
        self.version = (Path(self.recipe_folder) / "VERSION").read_text(encoding="utf-8").strip()

    def requirements(self):
        self.requires("cli11/[>=2.1 <3]")
        self.requires("fmt/[>=9 <12]")
        self.requires("nlohmann_json/[>=3.11 <4]")
        self.requires("pugixml/[>=1.12 <2]")
        self.requires("simdjson/[>=3 <4]")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["IORACLE_TESTS"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()

    def package_info(self):
        # The package's own configuration serves: find_package(ioracle).
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append("lib/cmake/ioracle")
