"""The training, configured by Hydra."""

from pathlib import Path

import hydra
import torch
import wandb
from loguru import logger
from torch import nn
from torch.profiler import profile

from birds.data import loader, split
from birds.model import BirdNet


def step(
    network: nn.Module, batch: tuple[torch.Tensor, torch.Tensor], optimizer: torch.optim.Optimizer
) -> float:
    """Train on one batch and return its loss."""
    spectrograms, labels = batch
    loss = nn.functional.cross_entropy(network(spectrograms), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


@hydra.main(version_base=None, config_path="../../configs", config_name="train")
def main(config: object) -> None:
    """Train with the settings of a file, and log the loss of each epoch."""
    wandb.init(project="birds", config=dict(config))
    torch.manual_seed(config.seed)
    network = BirdNet(config.model.width)
    optimizer = torch.optim.AdamW(network.parameters(), lr=config.optimizer.lr)
    training, _ = split(sorted(Path(config.data.folder).rglob("*.pt")), config.data.held_out)
    for epoch in range(config.trainer.epochs):
        losses = [
            step(network, batch, optimizer) for batch in loader(training, config.trainer.batch)
        ]
        logger.info("epoch {}: loss {:.3f}", epoch, sum(losses) / len(losses))
        wandb.log({"loss": sum(losses) / len(losses)})
    torch.save(network.state_dict(), "model.pt")


def profiled(
    network: nn.Module, batch: tuple[torch.Tensor, torch.Tensor], optimizer: torch.optim.Optimizer
) -> str:
    """Return a table of what takes time in one step."""
    with profile() as measured:
        step(network, batch, optimizer)
    return measured.key_averages().table()


if __name__ == "__main__":
    main()
