import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import base  # noqa: E402

for part in ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11"):
    if os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), part + ".py")):
        __import__(part)


def main(out):
    os.makedirs(out, exist_ok=True)
    truth = {}
    for c in base.CASES:
        assert c.name not in truth, c.name
        c.save(out)
        truth[c.name] = c.truth()
    with open(os.path.join(out, "truth.json"), "w") as f:
        json.dump(truth, f, indent=1, ensure_ascii=False)
    print(len(truth), "cases")


main(sys.argv[1] if len(sys.argv) > 1 else "out")
