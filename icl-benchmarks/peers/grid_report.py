#!/usr/bin/env python3
"""The table of `compare grid` from lines of JSON on standard input, the last of a point counting: seconds of ours with the
Vector API and without, of scikit-learn, and of the bare arithmetic; then geometric means and the points that miss."""
import json, math, sys

points, load = {}, []
for line in sys.stdin:
    try:
        r = json.loads(line)
        points.setdefault((r["kernel"], r["n"], r["d"]), {})[r["mode"]] = r
        load += [r["load_s"]] if "load_s" in r else []
    except (ValueError, KeyError, TypeError):
        pass
columns = [("first_fit_s", "first fit"), ("fit_s", "best fit"), ("first_predict_s", "first predict"), ("predict_s", "best predict")]
modes = ["vector", "plain", "scikit-learn", "bare"]
number = lambda r, k: f"{r[k]:.2g}" if r and k in r else "-"
print("| kernel | n, d | " + " | ".join(title for _, title in columns) + " | peak MiB: vector / plain / scikit-learn (8 n² bytes) |")
print("|---" * (len(columns) + 3) + "|")
for (kernel, n, d), at in sorted(points.items()):
    cells = [" / ".join(number(at.get(m), k) for m in (modes if "fit" in k else modes[:3])) for k, _ in columns]
    peak = " / ".join(f"{at[m]['peak_above_idle_mib']:.0f}" if m in at else "-" for m in modes[:3])
    print(f"| {kernel} | {n}, {d} | " + " | ".join(cells) + f" | {peak} ({8 * n * n / 2**20:.0f}) |")
mean = lambda r: math.exp(sum(map(math.log, r)) / len(r)) if r else float("nan")
print("\nTimes as fast as scikit-learn, geometric mean (least, at n, d):\n")
titles = [t + (", n >= 1000" if k.startswith("first") else "") for k, t in columns]
print("| kernel | | " + " | ".join(titles) + " |\n" + "|---" * (len(columns) + 2) + "|")
for kernel in sorted({k for k, _, _ in points}):
    for mode in modes[:2] + modes[3:]:
        cells = []
        for key, _ in columns:
            least = 1000 if key.startswith("first") else 0
            ratios = [(at["scikit-learn"][key] / at[mode][key], n, d) for (k, n, d), at in points.items()
                      if k == kernel and n >= least and mode in at and key in at[mode] and "scikit-learn" in at]
            worst = min(ratios, default=None)
            cells.append(f"{mean([r for r, _, _ in ratios]):.2f} ({worst[0]:.2f} at {worst[1]}, {worst[2]})" if worst else "")
        if any(cells):
            print(f"| {kernel} | {mode} | " + " | ".join(cells) + " |")
print("\nMissed:")
missed = 0
counts = {"scikit-learn": 0, "bare": 0, "plain": 0}
figures = 0
for (kernel, n, d), at in sorted(points.items()):
    for mode in modes[:2]:
        for key, title in columns:
            if mode not in at:
                continue
            ours, first = at[mode][key], key.startswith("first")
            figures += 1
            peer = at.get("scikit-learn", {}).get(key)
            allowed = 1.05 if not first or n >= 1000 else 3
            notes = []
            if peer and ours > allowed * peer:
                notes.append(f"scikit-learn {peer:.2g}")
            if "bare" in at and key in at["bare"] and ours > 1.05 * at["bare"][key]:
                notes.append(f"bare {at['bare'][key]:.2g}")
            if mode == "vector" and "plain" in at and ours > 1.1 * at["plain"][key]:
                notes.append(f"plain {at['plain'][key]:.2g}")
            for note in notes:
                counts[note.split()[0]] += 1
            if notes:
                missed += 1
                print(f"  {kernel} {n}, {d}, {mode}, {title}: {ours:.2g} beside " + ", ".join(notes))
print("  nothing" if not missed else f"  {missed} of {figures} figures: slower than scikit-learn {counts['scikit-learn']}, than the bare "
      f"arithmetic {counts['bare']}, with vectors than without {counts['plain']}")
if load:
    print(f"\nLoading the native libraries, apart: {min(load):.2f} to {max(load):.2f} s")
