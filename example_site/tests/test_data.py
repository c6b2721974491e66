"""Clips, spectrograms and the split, on sine waves that the tests make."""

from pathlib import Path

import numpy as np
import pytest

from birds.data import RATE, SECONDS, spectrogram, split


def sine(hertz: float) -> np.ndarray:
    """Return a clip of one tone."""
    return np.sin(2 * np.pi * hertz * np.arange(RATE * SECONDS) / RATE).astype("float32")


@pytest.mark.parametrize("hertz", [220.0, 440.0, 880.0, 1760.0])
def test_a_tone_is_from_zero_to_one(hertz: float) -> None:
    made = spectrogram(sine(hertz))
    assert float(made.min()) == 0
    assert float(made.max()) == 1


def test_silence_is_all_zeros() -> None:
    assert not spectrogram(np.zeros(RATE * SECONDS, dtype="float32")).any()


@pytest.mark.parametrize("held_out", ["a", "b", "c"])
def test_no_recorder_is_in_both_parts(held_out: str) -> None:
    clips = [Path(recorder) / f"{number}.pt" for recorder in "abc" for number in range(4)]
    training, validation = split(clips, held_out)
    assert {clip.parent.name for clip in validation} == {held_out}
    assert not set(training) & set(validation)
