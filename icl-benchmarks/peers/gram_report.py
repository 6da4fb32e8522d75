#!/usr/bin/env python3
"""Tables in Markdown from the lines of JSON of MachineRates, GramSpeed and gram_sklearn.py, read from standard input; of a
measurement that was made several times the best counts."""
import json, sys

rates, best = {}, {}
for line in sys.stdin:
    if not line.startswith("{"):
        continue
    row = json.loads(line)
    if "dgemm_gflops" in row:
        if row["vector_math"] != "scalar":
            for key, value in row.items():
                rates[key] = max(rates.get(key, value), value) if isinstance(value, (int, float)) else value
        continue
    side = "peer" if row["system"].startswith("scikit") else "scalar" if "scalar" in row["system"] else "ours"
    key = (side, row["kernel"], row["d"], row["form"])
    best[key] = max(best.get(key, 0), row["pairs_per_s"])

gemm, exp = rates["dgemm_gflops"] * 1e9, rates["exp_per_s"]
written = rates["written_gb_per_s"] * 1e9
# Seconds a pair. An absolute difference and its addition are three instructions for one fused multiply-add, 2 flops.
work = {
    "gaussian": lambda d: 2 * d / gemm + 1 / exp,
    "matern52": lambda d: 2 * d / gemm + 1 / exp,
    "exponentialDotProduct": lambda d: 2 * d / gemm + 1 / exp,
    "laplacianL1": lambda d: 3 * 2 * d / gemm + 1 / exp,
}
goals = {("gaussian", 3, "tiles"): 8, ("gaussian", 20, "tiles"): 8, ("gaussian", 200, "tiles"): 1.9,
         ("gaussian", 3, "into"): 4, ("gaussian", 20, "into"): 4, ("gaussian", 200, "into"): 1.8}
get = lambda side, kernel, d, form: best.get((side, kernel, d, form), float("nan"))

print(f"DGEMM {rates['dgemm_gflops']:.0f} Gflop/s; exp {exp:.2g}/s; written {rates['written_gb_per_s']:.1f} GB/s "
      f"({rates['written_fresh_gb_per_s']:.1f} into fresh memory); {rates['threads']} threads, {rates['vector_math']}.\n")
print("| kernel | d | form | icl4j, pairs/s | scikit-learn | ratio | goal | bound | reached |")
print("|---|---|---|---|---|---|---|---|---|")
for side, kernel, d, form in sorted(best, key=lambda k: (k[1], k[2], k[3])):
    if side != "ours" or kernel not in work or form not in ("tiles", "into", "new"):
        continue
    ours, theirs = get("ours", kernel, d, form), get("peer", kernel, d, "new")
    if kernel == "gaussian" and d == 10:
        continue
    bound = 1 / (work[kernel](d) + (0 if form == "tiles" else 8 / written))
    goal = goals.get((kernel, d, form), "")
    reached = "" if form == "new" else f"{ours / bound:.2f}"
    print(f"| {kernel} | {d} | {form} | {ours:.3g} | {theirs:.3g} | {ours / theirs:.1f} | {goal} | {bound:.3g} | {reached} |")

print("\n| without the Vector API | d | icl4j, pairs/s | scikit-learn | ratio |\n|---|---|---|---|---|")
for side, kernel, d, form in sorted(best, key=lambda k: (k[2], k[3])):
    if side == "scalar" and form in ("tiles", "into", "new"):
        ours, theirs = get(side, kernel, d, form), get("peer", kernel, d, "new")
        print(f"| {kernel}, {form} | {d} | {ours:.3g} | {theirs:.3g} | {ours / theirs:.2f} |")

print("\n| symmetric over rectangular, time (goal 0.6) | d = 3 | 20 | 200 |\n|---|---|---|---|")
for half, whole in (("symmetric tiles", "tiles"), ("lower triangle into", "into"), ("symmetric new", "new")):
    ratios = [get("ours", "gaussian", d, whole) / get("ours", "gaussian", d, half) for d in (3, 20, 200)]
    print(f"| {half} | " + " | ".join(f"{r:.2f}" for r in ratios) + " |")

print("\n| a user's own kernel, tiles | d | pairs/s | goal |\n|---|---|---|---|")
for name in sorted({k[1] for k in best if "radial" in k[1]}):
    own, built_in = get("ours", name, 20, "tiles"), get("ours", "gaussian", 20, "tiles")
    print(f"| {name} | 20 | {own:.3g} | time at most 3 Gaussians, is {built_in / own:.2f} |")
print(f"| pair lambda, Gaussian | 10 | {get('ours', 'pair lambda', 10, 'tiles'):.3g} | 2e7 |")
