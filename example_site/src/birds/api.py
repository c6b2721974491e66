"""The service: a recording goes in, species come out."""

import csv
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import torch
from fastapi import BackgroundTasks, FastAPI, HTTPException, UploadFile
from prometheus_client import Counter, Histogram, make_asgi_app

from birds.data import cut, spectrogram
from birds.model import BirdNet

ANSWERS = Path("answers.csv")
SPECIES = [
    "blackbird",
    "chaffinch",
    "chiffchaff",
    "robin",
    "treecreeper",
    "willow warbler",
    "other",
]
REQUESTS = Counter("requests", "Recordings that came in")
SECONDS = Histogram("seconds", "Seconds that an answer took")
network = BirdNet()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the model once."""
    network.load_state_dict(torch.load("model.pt"))
    network.eval()
    yield


app = FastAPI(lifespan=lifespan)
app.mount("/metrics", make_asgi_app())


def save_prediction(species: str, share: float) -> None:
    """Append an answer to the file that the drift job reads."""
    with ANSWERS.open("a") as file:
        csv.writer(file).writerow([time.time(), species, share])


@app.get("/health")
def health() -> dict[str, str]:
    """Say that the service runs."""
    return {"status": "ok"}


@app.get("/species")
def species() -> list[str]:
    """Return the classes."""
    return SPECIES


@app.post("/classify")
def classify(recording: UploadFile, tasks: BackgroundTasks) -> list[dict[str, float]]:
    """Return the likeliest species of each clip."""
    REQUESTS.inc()
    with SECONDS.time():
        clips = list(cut(Path(recording.filename or "")))
        if not clips:
            raise HTTPException(422, "The recording is shorter than three seconds.")
        batch = torch.stack([spectrogram(clip) for clip in clips])
        shares = network(batch).softmax(dim=1)
    answers = [{SPECIES[int(row.argmax()) % len(SPECIES)]: float(row.max())} for row in shares]
    for answer in answers:
        for name, share in answer.items():
            tasks.add_task(save_prediction, name, share)
    return answers
