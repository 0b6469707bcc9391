#!/bin/bash -eu
exec "$SRC/ioracle/fuzzers/build.sh"
