#!/usr/bin/env python3
"""The installed package: a project that finds it, the C interface, Python, the Debian package.

Usage: package_test.py BUILD_FOLDER SOURCE_FOLDER OUTPUT_FOLDER
"""

import ctypes
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

BUILD, SOURCE, OUTPUT = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
SCENARIO = SOURCE / "docs/examples/echo_server.json"
ACCEPTED = SOURCE / "traces/wine-8.0/pending_receive_queues_one_packet.jsonl"
REJECTED = SOURCE / "traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl"


def run(*command, code=0, stderr_too=False, **options):
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **options
    )
    if done.returncode != code:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + (done.stderr if stderr_too else "")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(OUTPUT, ignore_errors=True)
        # Installed here and used there: nothing may hold on to the folder it came from.
        run("cmake", "--install", BUILD, "--prefix", OUTPUT / "first")
        cls.prefix = OUTPUT / "moved"
        (OUTPUT / "first").rename(cls.prefix)
        cls.library = next(cls.prefix.glob("lib*/**/libioracle.so"))
        cls.environment = {**os.environ, "LD_LIBRARY_PATH": str(cls.library.parent)}

    def test_a_project_finds_it(self):
        build = OUTPUT / "consumer"
        run("cmake", "-G", "Ninja", "-S", SOURCE / "tests/package/consumer", "-B", build,
            f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", build, "-j", "2")
        self.assertRegex(run(build / "rooms", SCENARIO), r"^accepted: \d+ events, GQCS.success\n$")
        said = run(build / "interface", SCENARIO).splitlines()
        self.assertEqual("0 0 2 2", said[0])
        self.assertIn("<text>:1", said[1])
        self.assertEqual('no profile is called "windows-3.11"', said[2])

    def test_the_page_about_it_is_right(self):
        environment = {
            **self.environment,
            "CMAKE_PREFIX_PATH": str(self.prefix),
            "PKG_CONFIG_PATH": str(self.library.parent / "pkgconfig"),
            "IORACLE_LIBRARY": str(self.library),
        }
        said = run("python3", SOURCE / "tests/docs/docs_test.py", self.prefix / "bin/ioracle",
                   self.prefix / "share/doc/ioracle", "Installed.test_install", env=environment,
                   stderr_too=True)
        self.assertIn("Ran 1 test", said)

    def test_the_version_stands_in_one_place(self):
        version = (SOURCE / "VERSION").read_text(encoding="utf-8").strip()
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        self.assertIn(f"ioracle {version}\n", run(self.prefix / "bin/ioracle", "--version"))
        library = ctypes.CDLL(str(self.library))
        library.ioracle_version.restype = ctypes.c_char_p
        self.assertEqual(version, library.ioracle_version().decode())
        said = run("pkg-config", "--modversion", self.library.parent / "pkgconfig/ioracle.pc")
        self.assertEqual(version, said.strip())
        config = next(self.prefix.glob("lib*/**/ioracle-config-version.cmake")).read_text()
        self.assertIn(f'set(PACKAGE_VERSION "{version}")', config)
        for file in ("vcpkg.json", "conanfile.py", "CMakeLists.txt", "Dockerfile", "action.yml"):
            self.assertNotIn(version, (SOURCE / file).read_text(encoding="utf-8"), file)

    def test_every_recipe_has_every_room_and_library(self):
        rooms = re.findall(r"^ *add_subdirectory\((\w+)\)",
                           (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE)
        recipe = (SOURCE / "conanfile.py").read_text(encoding="utf-8")
        self.assertGreater(len(rooms), 15)
        for room in rooms:
            if room != "tests":
                self.assertIn(f'"{room}/*"', recipe)
        # Its names in vcpkg, Conan and Debian, by the name that CMake looks for.
        names = {
            "simdjson": ("simdjson", "simdjson", "libsimdjson-dev"),
            "nlohmann_json": ("nlohmann-json", "nlohmann_json", "nlohmann-json3-dev"),
            "CLI11": ("cli11", "cli11", "libcli11-dev"),
            "fmt": ("fmt", "fmt", "libfmt-dev"),
            "pugixml": ("pugixml", "pugixml", "libpugixml-dev"),
            "Python3": ("", "", "python3"),
        }
        looked_for = re.findall(r"find_package\((\w+)",
                                (SOURCE / "cmake/dependencies.cmake").read_text(encoding="utf-8"))
        for library in set(looked_for) - {"Threads", "GTest", "rapidcheck"}:
            in_vcpkg, in_conan, in_debian = names[library]
            if in_vcpkg:
                listed = json.loads((SOURCE / "vcpkg.json").read_text(encoding="utf-8"))
                self.assertIn(in_vcpkg, listed["dependencies"])
                self.assertIn(f'self.requires("{in_conan}/', recipe)
            for file in ("Dockerfile", "action.yml", "script/packages.txt"):
                self.assertIn(in_debian, (SOURCE / file).read_text(encoding="utf-8"), file)

    def test_pkg_config_finds_it(self):
        folder = self.library.parent / "pkgconfig"
        flags = run("pkg-config", "--cflags", "--libs", "ioracle",
                    env={**os.environ, "PKG_CONFIG_PATH": str(folder)}).split()
        program = OUTPUT / "by_pkg_config"
        run("cc", SOURCE / "tests/package/consumer/interface.c", "-o", program, *flags)
        self.assertIn("0 0 2 2", run(program, SCENARIO, env=self.environment))

    def test_python_uses_the_c_interface(self):
        environment = {**os.environ, "IORACLE_LIBRARY": str(self.library)}
        example = SOURCE / "docs/examples/check_traces.py"
        said = run("python3", example, ACCEPTED, REJECTED, code=1, env=environment)
        self.assertIn("pending_receive_queues_one_packet.jsonl: accepted\n", said)
        self.assertIn("close_aborts_a_pending_receive_on_a_port.jsonl: rejected\n", said)
        self.assertIn("  allowed: the operation on ov1 failed with ERROR_CONNECTION_ABORTED", said)

    def test_the_library_shows_its_interface_alone(self):
        names = run("nm", "-D", "--defined-only", "--format=just-symbols", self.library).split()
        header = (SOURCE / "library/ioracle.h").read_text(encoding="utf-8")
        declared = set(re.findall(r"\b(ioracle_\w+)\(", header))
        shown = {name.split("@")[0] for name in names} - {"IORACLE_1"}  # their version
        self.assertEqual(declared, shown)

    def test_the_program_is_installed_with_its_pages(self):
        program = self.prefix / "bin/ioracle"
        self.assertTrue(os.access(program, os.X_OK))
        for path in ("share/man/man1/ioracle.1", "share/man/man1/ioracle-check.1",
                     "share/bash-completion/completions/ioracle",
                     "share/ioracle/scenarios/port/empty_port_times_out.json"):
            self.assertTrue((self.prefix / path).exists(), path)

    def test_the_debian_package_holds_what_it_needs(self):
        run("cpack", "-G", "DEB", "-B", OUTPUT / "deb", cwd=BUILD)
        package = next((OUTPUT / "deb").glob("ioracle_*.deb"))
        fields = run("dpkg-deb", "--field", package)
        version = (SOURCE / "VERSION").read_text(encoding="utf-8").strip()
        self.assertRegex(fields, rf"(?m)^Version: {re.escape(version)}$")
        self.assertIn("libsimdjson", fields)
        self.assertIn("libfmt", fields)
        # Installed into a root of its own, where no other package is.
        root = OUTPUT / "deb/root"
        for folder in ("var/lib/dpkg/updates", "var/lib/dpkg/info"):
            (root / folder).mkdir(parents=True)
        for file in ("status", "available"):
            (root / "var/lib/dpkg" / file).touch()
        run("dpkg", f"--root={root}", f"--log={OUTPUT}/deb/log", "--force-not-root",
            "--force-script-chrootless", "--force-depends", "--install", package)
        program = root / "usr/bin/ioracle"
        said = run(program, "check", REJECTED, code=1)
        self.assertIn("rejected (windows-10", said)
        documentation = root / "usr/share/doc/ioracle"
        self.assertTrue((documentation / "copyright").exists())
        # The tutorial and the other pages, by what is installed alone: this program, these pages,
        # and of the checkout nothing.
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(root), "LANG": "C.UTF-8"}
        said = run("python3", SOURCE / "tests/docs/docs_test.py", program, documentation,
                   "Pages.test_tutorial", "Pages.test_timeline", "Pages.test_model",
                   "Pages.test_examples_are_right", env=environment, cwd=root,
                   stderr_too=True)
        self.assertIn("Ran 4 tests", said)
        self.assertNotIn(str(SOURCE), (documentation / "docs/tutorial.md").read_text())
        # And the README, whose commands are those of a checkout.
        run("python3", SOURCE / "tests/docs/docs_test.py", program, SOURCE, "Pages.test_readme")

    def test_what_continuous_integration_runs(self):
        sarif = OUTPUT / "verdicts.sarif"
        path = f"{self.prefix / 'bin'}:{os.environ['PATH']}"
        run("bash", SOURCE / "script/action-check", sarif, "windows-10", ACCEPTED, REJECTED,
            env={**os.environ, "PATH": path, "GITHUB_OUTPUT": str(OUTPUT / "outputs")})
        self.assertIn('"version":"2.1.0"', sarif.read_text(encoding="utf-8").replace(" ", ""))
        self.assertIn("code=1\n", (OUTPUT / "outputs").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
