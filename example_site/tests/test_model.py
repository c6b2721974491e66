"""The network and one step of the training."""

import torch

from birds.model import CLASSES, BirdNet, small
from birds.train import step


def test_output_has_one_column_per_class() -> None:
    assert BirdNet(4)(torch.zeros(2, 1, 128, 130)).shape == (2, CLASSES)


def test_loss_falls_over_five_steps() -> None:
    torch.manual_seed(1)
    network = BirdNet(4)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01)
    batch = torch.rand(10, 1, 128, 130), torch.arange(10)
    losses = [step(network, batch, optimizer) for _ in range(5)]
    assert losses[-1] < losses[0]


def test_small_network_gives_the_same_shape() -> None:
    assert small(BirdNet(4))(torch.zeros(1, 1, 128, 130)).shape == (1, CLASSES)
