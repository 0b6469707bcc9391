# docker build -t ioracle . && docker run --rm -v "$PWD:/here" -w /here ioracle check trace.jsonl
FROM debian:12-slim AS build
RUN apt-get update -q && apt-get install -q -y --no-install-recommends \
      cmake ninja-build g++ libcli11-dev libfmt-dev libpugixml-dev libsimdjson-dev \
      nlohmann-json3-dev python3 dpkg-dev file \
    && rm -rf /var/lib/apt/lists/*
COPY . /source
RUN cmake -G Ninja -S /source -B /build -DCMAKE_BUILD_TYPE=Release -DIORACLE_TESTS=OFF \
    && cmake --build /build \
    && cd /build && cpack -G DEB

FROM debian:12-slim
COPY --from=build /build/ioracle_*.deb /tmp/
RUN apt-get update -q && apt-get install -q -y --no-install-recommends /tmp/ioracle_*.deb \
    && rm -rf /var/lib/apt/lists/* /tmp/ioracle_*.deb
ENTRYPOINT ["ioracle"]
CMD ["--help"]
