FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim

WORKDIR /app

# The packages change seldom: give them a layer of their own.
COPY pyproject.toml uv.lock README.md ./
RUN uv sync --locked --no-install-project --group train

COPY configs configs
COPY src src
RUN uv sync --locked --group train

ENTRYPOINT ["uv", "run", "--no-sync", "train"]
