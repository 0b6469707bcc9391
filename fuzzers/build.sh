#!/bin/bash -eu
# Builds the targets and their seed corpora as OSS-Fuzz and ClusterFuzzLite expect: they set CXX,
# CXXFLAGS, LIB_FUZZING_ENGINE, SRC, WORK and OUT. script/fuzz-targets does the same here.
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The packaged simdjson is of the other standard library.
simdjson=ON
case " ${CXXFLAGS:-} " in *" -stdlib=libc++ "*) simdjson=OFF ;; esac
cmake -G Ninja -S "$source" -B "$WORK/ioracle" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DIORACLE_TESTS=OFF -DIORACLE_FUZZERS=ON -DIORACLE_WITH_SIMDJSON="$simdjson" >/dev/null
cmake --build "$WORK/ioracle" --target fuzzers
cp "$WORK"/ioracle/fuzzers/fuzz_* "$OUT/"
if [ "$simdjson" = ON ]; then
  mkdir -p "$OUT/lib"
  cp -L /usr/lib/x86_64-linux-gnu/libsimdjson.so.* "$OUT/lib/"
fi

"$source/fuzzers/corpus" "$WORK/corpus"
for folder in "$WORK"/corpus/*; do
  (cd "$folder" && zip -q -r "$OUT/fuzz_$(basename "$folder")_seed_corpus.zip" .)
done
