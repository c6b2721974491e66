"""How the time for a report grows with its size: ten times the text should take some ten times as long.

Each kind of text is put into an answer of the example report, in sizes of 10 KB, 100 KB and so on. Reading, rules and
page are timed together, each in a separate process that is stopped after a while. A ratio of ten is linear.

    python benchmarks/growth.py [--most 1000000] [--seconds 60] [KIND ...]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example_site" / "reports" / "README.md"
KINDS = {
    "words": "some words of an answer, no more than that\n",
    "one line": "some words of an answer, ",
    "paragraphs": "some words\n\n",
    "quotes": "> > > a quote\n",
    "deep quotes": ">",
    "items": "* an item\n",
    "numbered items": "1. a\n",
    "deep items": "* ",
    "brackets": "[",
    "closed brackets": "[a]",
    "nested brackets": "[[a]",
    "figures begun": "![",
    "links begun": "[a](",
    "links": "[a](b.md) ",
    "figures": "![a](figures/x.png) ",
    "figures with blanks": "![a](b c.png) ",
    "figures in code": "`![a](b.png)` ",
    "figures half written": "![a](b.png ",
    "figures of nothing": "![](( ",
    "raw figures": '<img src="figures/a.png">',
    "backticks": "`a``b```",
    "stars": "*a **b ",
    "underscores": "_a__b ",
    "tildes": "~a ~~b ",
    "table rows": "| a | b |\n",
    "table cells": "| a ",
    "less than": "<",
    "comments begun": "<!-- a ",
    "tags begun": "<a b=",
    "elements": "<b>a</b>",
    "CDATA": "<![CDATA[",
    "sites": "http://a.bc www.a.bc ",
    "colons": "x:",
    "mails": "a@b.cd ",
    "entities": "&amp;&copy;&#1;",
    "emoji": ":smile:",
    "footnotes": "a[^1] ",
    "money": "$1 ",
    "headings": "#### a\n",
    "underlined headings": "a\n---\n",
    "fences": "```\na\n```\n",
    "rules": "---\n\n",
    "backslashes": "\\*",
    "markers": "Answer: ",
    "placeholders": "--- question 4 fill here --- ",
    "conflicts": "<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n",
    "definitions": "[a]: b\n",
    "alerts": "> [!NOTE]\n> a\n\n",
    "boxes": "* [x] a\n",
    "control characters": "a\x0b\x0c\x85\u2028",
}
RUN = """
import sys, time
from pathlib import Path
from mkdocs_mlops_report.page.compose import compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.engine import check
file, piece, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
text = file.read_text("utf-8")
at = text.index("\\n\\n", text.index("Answer:", text.index("### Question 4"))) + 2
body = (piece * (size // len(piece) + 1))[:size]
def run(text):
    checked = check(read_report(file, text=text))
    compose(checked, beside_report(checked.report))
run(text)
start = time.process_time()
run(text[:at] + body + "\\n\\n" + text[at:])
print(time.process_time() - start)
"""


def seconds(piece: str, size: int, most: float) -> float | None:
    command = [sys.executable, "-c", RUN, str(EXAMPLE), piece, str(size)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=most)
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--most", type=int, default=1_000_000, help="size of the largest text, in characters")
    parser.add_argument("--seconds", type=float, default=60, help="after that a text counts as endless")
    options = parser.parse_args()
    sizes = [10**power for power in range(4, 9) if 10**power <= options.most]
    print(f"{'':24}" + "".join(f"{size // 1000:>12} KB" for size in sizes))
    for kind in options.kinds or KINDS:
        shown, before = [], None
        for size in sizes:
            now = seconds(KINDS[kind], size, options.seconds)
            if now is None:
                shown.append(f"{'endless':>15}")
                break
            ratio = f"x{now / before:.0f}" if before else ""
            shown.append(f"{now:>9.2f} s {ratio:>4}")
            before = max(now, 0.02)
        print(f"{kind:24}" + "".join(shown), flush=True)


if __name__ == "__main__":
    main()
