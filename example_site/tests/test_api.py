"""The service, called through the test client."""

from fastapi.testclient import TestClient

from birds.api import app

client = TestClient(app)


def test_health() -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_species_are_listed() -> None:
    assert "robin" in client.get("/species").json()


def test_a_recording_is_required() -> None:
    assert client.post("/classify").status_code == 422
