"""Clips of three seconds, and their spectrograms."""

from collections.abc import Iterator
from pathlib import Path

import librosa
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

RATE = 22_050
SECONDS = 3


def cut(recording: Path) -> Iterator[np.ndarray]:
    """Yield the clips of a recording; a rest of less than three seconds is left out."""
    sound, _ = librosa.load(recording, sr=RATE)
    step = RATE * SECONDS
    for start in range(0, len(sound) - step + 1, step):
        yield sound[start : start + step]


def spectrogram(clip: np.ndarray) -> torch.Tensor:
    """Return the mel spectrogram of a clip, from 0 to 1; silence is all zeros."""
    power = librosa.feature.melspectrogram(y=clip, sr=RATE)
    loudness = librosa.power_to_db(power, ref=1.0)
    span = float(loudness.max() - loudness.min())
    scaled = (loudness - loudness.min()) / span if span else np.zeros_like(loudness)
    return torch.from_numpy(scaled).unsqueeze(0)


def split(clips: list[Path], held_out: str) -> tuple[list[Path], list[Path]]:
    """Return the clips for training, and those of the recorder that is held out."""
    kept = [clip for clip in clips if clip.parent.name != held_out]
    return kept, [clip for clip in clips if clip.parent.name == held_out]


class Clips(Dataset[tuple[torch.Tensor, int]]):
    """Spectrograms that were saved beside their labels."""

    def __init__(self, files: list[Path]) -> None:
        """Keep the files; each is read when it is needed."""
        self.files = files

    def __len__(self) -> int:
        """Return the number of clips."""
        return len(self.files)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        """Return a spectrogram and its label."""
        saved = torch.load(self.files[index])
        return saved["spectrogram"], saved["label"]


def loader(files: list[Path], batch: int) -> DataLoader[tuple[torch.Tensor, int]]:
    """Return the batches of one epoch."""
    return DataLoader(Clips(files), batch_size=batch, shuffle=True, num_workers=2)
