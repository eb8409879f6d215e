FROM python:3.13-slim AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /usr/local/bin/
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
ENV PATH=/app/.venv/bin:$PATH
WORKDIR /app
# First what changes seldom, so that a changed line of code does not install everything again.
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-default-groups --all-extras
COPY . .
RUN for po in locale/*/LC_MESSAGES/*.po; do msgfmt --check -o "${po%.po}.mo" "$po"; done
RUN PRODUCTION=1 SECRET_KEY=only-for-building MFA_KEYS=only-for-building \
    python manage.py collectstatic --no-input --ignore kurinto --ignore "source-code*"

FROM python:3.13-slim
RUN useradd --system --no-create-home --uid 10001 andersom
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=build /app /app
RUN install -d -o andersom var/media
USER andersom
EXPOSE 8000
CMD ["gunicorn", "andersom.wsgi", "--bind=0.0.0.0:8000", "--threads=4", "--no-control-socket"]
