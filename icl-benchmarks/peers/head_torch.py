#!/usr/bin/env python3
"""The learned-kernel head trained with PyTorch's autograd, in float64, on the sinusoid tasks of HeadTraining.
Arguments: steps width. Prints one line of JSON; the rate leaves out the first tenth of the steps as warm-up."""
import json, sys, time
import torch
from torch import nn

steps, width = (int(a) for a in sys.argv[1:3])
batch, context, queries = 64, 40, 10
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
mlp = lambda: nn.Sequential(nn.Linear(1, width), nn.ReLU(), nn.Linear(width, width))
embed_x, embed_y = mlp(), mlp()
query, key, value = (nn.Linear(width, width, bias=False) for _ in range(3))
read = nn.Linear(width, 1)
modules = nn.ModuleList([embed_x, embed_y, query, key, value, read])
adam = torch.optim.Adam(modules.parameters(), lr=1e-3)
uniform = lambda low, high: low + (high - low) * torch.rand(batch, 1, 1)


def step():
    amplitude, frequency, phase = uniform(0.5, 2.0), uniform(0.5, 2.5), uniform(0.0, 6.283185307179586)
    x = 6 * torch.rand(batch, context + queries, 1) - 3
    y = amplitude * torch.sin(frequency * x + phase)
    xc, xq = x[:, :context], x[:, context:]
    yc = y[:, :context] + 0.2 * torch.randn(batch, context, 1)
    scores = query(embed_x(xq)) @ key(embed_x(xc)).transpose(-2, -1) * width ** -0.5
    answers = read(torch.softmax(scores, -1) @ value(embed_y(yc)))
    loss = (answers - y[:, context:]).square().mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    return loss.item()


warm = max(1, steps // 10)
for _ in range(warm):
    step()
t0 = time.perf_counter()
for _ in range(steps - warm):
    loss = step()
print(json.dumps(dict(system="PyTorch " + torch.__version__, steps=steps, width=width, loss=loss,
                      steps_per_s=(steps - warm) / (time.perf_counter() - t0))))
