#!/usr/bin/env python3
"""PyTorch beside TransformerTraining, TableTraining and LongAttention.
Arguments: linear|softmax|table|long, float32|float64, seconds of warming up, seconds of measuring. Prints one line of JSON."""
import json, sys, time
import torch
import torch.nn.functional as f

what, dtype, warm, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
torch.manual_seed(0)
torch.set_default_dtype(getattr(torch, dtype))
D, N, BATCH = 20, 40, 256


def linear_net():
    weights = [torch.nn.Parameter(torch.randn(D + 1, D + 1) / (10 * D)) for _ in range(6)]

    def answer(tokens):
        for q, p in zip(weights[::2], weights[1::2]):
            context = tokens[:, :N]
            tokens = tokens + (tokens @ q) @ (context.mT @ context / N) @ p
        return -tokens[:, N, D]

    return weights, answer


def softmax_net(width=64, heads=4, layers=3):
    read_in, read_out = torch.nn.Linear(D + 1, width), torch.nn.Linear(width, 1)
    blocks = torch.nn.TransformerEncoder(
        torch.nn.TransformerEncoderLayer(width, heads, 4 * width, 0.0, f.gelu, batch_first=True, norm_first=True), layers)
    weights = [*read_in.parameters(), *blocks.parameters(), *read_out.parameters()]
    return weights, lambda tokens: read_out(blocks(read_in(tokens))[:, N])[:, 0]


def regression_step(weights, answer):
    adam = torch.optim.Adam(weights, lr=1e-3)

    def step():
        x = torch.randn(BATCH, N + 1, D)
        y = x @ torch.randn(BATCH, D, 1)
        tokens = torch.cat([x, y], -1)
        tokens[:, N, D] = 0
        loss = f.mse_loss(answer(tokens), y[:, N, 0])
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.item()

    return step


def table_step(width=96, heads=4, hidden=192, layers=3, tables=32, rows=150, context=100, columns=5):
    nn = torch.nn
    attend = lambda: nn.MultiheadAttention(width, heads, batch_first=True)
    norm = lambda: nn.LayerNorm(width)
    mlp = lambda out: nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, out))
    cell, target, read = nn.Linear(1, width), nn.Linear(1, width), mlp(2)
    stack = nn.ModuleList(nn.ModuleList([attend(), norm(), attend(), norm(), mlp(width), norm()]) for _ in range(layers))
    weights = [w for part in (cell, target, read, stack) for w in part.parameters()]
    adam = torch.optim.Adam(weights, lr=1e-3)

    def step():
        x = torch.randn(tables, rows, columns)
        y = (x @ torch.randn(tables, columns, 1) > 0)[..., 0].to(x.dtype)
        shown = torch.cat([y[:, :context], torch.zeros(tables, rows - context)], 1)
        z = torch.cat([cell(x[..., None]), target(shown[..., None, None])], 2)
        for along_row, n1, along_column, n2, network, n3 in stack:
            flat = z.flatten(0, 1)
            z = n1(flat + along_row(flat, flat, flat, need_weights=False)[0]).view_as(z)
            flat = z.transpose(1, 2).reshape(-1, rows, width)
            keys = flat[:, :context]
            z = n2(flat + along_column(flat, keys, keys, need_weights=False)[0])
            z = z.view(tables, columns + 1, rows, width).transpose(1, 2)
            z = n3(z + network(z))
        loss = f.cross_entropy(read(z[:, context:, -1]).flatten(0, 1), y[:, context:].flatten().long())
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.item()

    return step


def long_step(n=4096, width=64):
    q, k, v = (torch.randn(n, width, requires_grad=True) for _ in range(3))

    def step():
        out = torch.softmax(q @ k.T / width**0.5, -1) @ v
        out.backward(out.detach())
        return float(out[0, 0])

    return step


step = {"linear": lambda: regression_step(*linear_net()), "softmax": lambda: regression_step(*softmax_net()),
        "table": table_step, "long": long_step}[what]()
end = time.perf_counter() + warm
step()
while time.perf_counter() < end:
    step()
start, steps = time.perf_counter(), 0
while steps == 0 or time.perf_counter() < start + seconds:
    result, steps = step(), steps + 1
rate = steps / (time.perf_counter() - start)
print(json.dumps(dict(system="PyTorch " + torch.__version__, model=what, dtype=dtype, steps_per_s=round(rate, 3),
                      seconds_per_step=round(1 / rate, 4), last=round(result, 4))))
