"""People who send a clip and then wait."""

from locust import HttpUser, between, task


class Listener(HttpUser):
    """Sends a clip every one to two seconds."""

    wait_time = between(1, 2)

    @task
    def classify(self) -> None:
        """Send the same clip each time."""
        with open("tests/robin.wav", "rb") as file:
            self.client.post("/classify", files={"recording": file})
