# The exporter, for a pool that sends its snapshots or is asked for them.
#
#   docker build -t hashpool-exporter:0.1.0 --build-arg REVISION="$(git rev-parse --short HEAD)" .
#   docker run --read-only -p 127.0.0.1:19108:19108 -p 127.0.0.1:9083:9083 hashpool-exporter:0.1.0
#
# Flags come after the image's name, or as environment variables. More flags of the JVM: JDK_JAVA_OPTIONS.
FROM maven:3.9.16-eclipse-temurin-25-noble AS build
WORKDIR /src
COPY pom.xml .
COPY .mvn .mvn
COPY src/main src/main
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp package -Dmaven.test.skip -Dspotless.check.skip -Dgit.commit.id.abbrev="$REVISION"

FROM eclipse-temurin:25.0.4_7-jre-noble
WORKDIR /app
COPY deploy/jvm.options .
COPY --from=build /src/target/lib lib
COPY --from=build /src/target/hashpool-exporter.jar .

# In a container the loopback interface reaches nobody: listen on all, and publish the ports where they may be reached.
ENV HASHPOOL_EXPORTER_WEB_LISTEN_ADDRESS=:19108 \
    HASHPOOL_EXPORTER_FEED_LISTEN_ADDRESS=:9083
EXPOSE 19108 9083

# One run with a pool and scrapes leaves an archive of the classes that it loaded: the next ones start sooner and share
# them. It holds for this JVM and these jars, so it is made here and not copied.
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# hadolint ignore=DL3001
RUN java @jvm.options -XX:AOTCacheOutput=exporter.aot -Xlog:aot*=error -jar hashpool-exporter.jar serve & exporter=$!; \
    until java -jar hashpool-exporter.jar health; do sleep 1; ((SECONDS < 120)); done; \
    java -jar hashpool-exporter.jar demo --web.listen-address=127.0.0.1:0 \
        --publish-to=127.0.0.1:9083 --publish-interval=1s & pool=$!; \
    until exec 3<>/dev/tcp/127.0.0.1/19108; printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3; \
        grep '^hashpool_pool_shares_total [1-9]' <&3; do sleep 1; ((SECONDS < 120)); done; \
    kill "$pool" "$exporter"; wait "$pool" "$exporter"; \
    test -s exporter.aot

USER 65534:65534
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["java", "@jvm.options", "-XX:AOTCache=exporter.aot", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-jar", "hashpool-exporter.jar", "health"]
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=exporter.aot", "-jar", "hashpool-exporter.jar"]
CMD ["serve"]

ARG REVISION=unknown
LABEL org.opencontainers.image.title="hashpool-exporter" \
      org.opencontainers.image.description="Prometheus metrics of a Stratum V2 mining pool's downstreams" \
      org.opencontainers.image.source="https://github.com/hashpool/hashpool-exporter" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$REVISION"
