"""A small network for spectrograms."""

import torch
from torch import nn

CLASSES = 13


class BirdNet(nn.Module):
    """Three blocks of convolutions and one layer for the classes."""

    def __init__(self, width: int = 32) -> None:
        """Make the layers; `width` is the number of channels of the first block."""
        super().__init__()
        self.blocks = nn.Sequential(
            nn.Conv2d(1, width, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(width, 2 * width, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(2 * width, 4 * width, 3),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )
        self.classes = nn.Linear(4 * width, CLASSES)

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        """Return the logits of each class."""
        return self.classes(self.blocks(batch))


def small(network: BirdNet) -> nn.Module:
    """Return the network with weights of eight bits, for machines without a graphics card."""
    return torch.quantization.quantize_dynamic(network, {nn.Linear}, dtype=torch.qint8)
