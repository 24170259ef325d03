# One image for each service: docker build --build-arg SERVICE=ingest .
ARG PYTHON_IMAGE=python:3.12-slim
FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY requirements/build.txt requirements/
RUN pip install --no-cache-dir --quiet --root-user-action=ignore --require-hashes -r requirements/build.txt
ARG SERVICE
COPY requirements/${SERVICE}.txt requirements/
RUN python -m venv /opt/newsroom \
 && /opt/newsroom/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements/${SERVICE}.txt
COPY shared shared
COPY services/${SERVICE} services/${SERVICE}
RUN pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheels ./shared ./services/${SERVICE} \
 && /opt/newsroom/bin/pip install --no-cache-dir --quiet --no-deps --no-index wheels/*.whl \
 && if [ "${SERVICE}" = translate ]; then /opt/newsroom/bin/python -m translate.matching.e5; fi

FROM ${PYTHON_IMAGE}
ARG SERVICE
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin newsroom \
 && install --directory --owner=newsroom --group=newsroom /var/lib/newsroom
COPY --from=build /opt/newsroom /opt/newsroom
ENV PATH=/opt/newsroom/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SERVICE=${SERVICE} NEWSROOM_HOST=0.0.0.0 NEWSROOM_PORT=8000
USER newsroom
WORKDIR /
EXPOSE 8000
STOPSIGNAL SIGTERM
# The last, since another commit may change nothing else: docker build --build-arg COMMIT=$(git rev-parse --short HEAD)
ARG COMMIT=
ENV NEWSROOM_COMMIT=${COMMIT}
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['NEWSROOM_PORT']}/health/ready\", timeout=4)"]
CMD ["sh", "-c", "exec python -m \"$SERVICE\""]
