FROM python:3.12-slim
WORKDIR /app
COPY pyproject.toml README.md ./
COPY src src
RUN pip install --no-cache-dir ".[service]"
COPY model.pt .
CMD ["sh", "-c", "uvicorn birds.api:app --host 0.0.0.0 --port $PORT"]
