"""The history of one case as a page of its own, in the report's style, without any program in it."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from ravine.files import ROOT

WIDTH, HEIGHT, MARGIN = 960, 320, 48  # of the drawing
STYLE = ROOT / "scripts" / "ravine" / "report" / "templates" / "report.css"
OWN_STYLE = """
main { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; }
polyline { fill: none; stroke: #0072b2; stroke-width: 2; }
circle { fill: #0072b2; }
.change { stroke: #d55e00; stroke-dasharray: 4 4; }
text { fill: currentColor; font-size: 12px; }
"""


@dataclass(frozen=True)
class Point:
    """One case at one commit."""

    commit: str
    time: str
    value: float
    fingerprint: str = ""


def page(points: Sequence[Point], starts: Sequence[int], changes: Sequence[str], title: str) -> str:
    """The drawing, what changed in words, and a table of all records, the newest first."""
    told = "".join(f"<li>{html.escape(change)}</li>" for change in changes) or "<li>no change</li>"
    at = set(starts)
    rows = "".join(
        f"<tr><td>{'changed' if i in at else ''}</td><td>{html.escape(points[i].commit)}</td>"
        f"<td>{html.escape(points[i].time)}</td><td>{points[i].value:.9g}</td></tr>"
        for i in reversed(range(len(points)))
    )
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        f"<style>{style}{OWN_STYLE}</style></head>\n<body><main>\n<h1>{html.escape(title)}</h1>\n"
        f"<ul>{told}</ul>\n{drawing(points, starts)}\n<table><thead><tr><th></th><th>commit</th>"
        f"<th>time</th><th>value</th></tr></thead><tbody>{rows}</tbody></table>\n"
        "</main></body></html>\n"
    )


def drawing(points: Sequence[Point], starts: Sequence[int]) -> str:
    """The values over their records as SVG. Records of one commit stand at one place."""
    places = _places(points)
    values = [point.value for point in points]
    low, high = min(values), max(values)

    def x(i: int) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * places[i] / max(places[-1], 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share

    line = " ".join(f"{x(i):.1f},{y(value):.1f}" for i, value in enumerate(values))
    dots = "".join(
        f'<circle cx="{x(i):.1f}" cy="{y(p.value):.1f}" r="3">'
        f"<title>{html.escape(p.commit)}: {p.value:.9g}</title></circle>"
        for i, p in enumerate(points)
    )
    marks = "".join(
        f'<line class="change" x1="{x(i):.1f}" x2="{x(i):.1f}" y1="{MARGIN}" y2="{HEIGHT - MARGIN}"/>'
        f'<text x="{x(i) + 4:.1f}" y="{MARGIN - 6}">{html.escape(points[i].commit)}</text>'
        for i in starts
    )
    ends = "".join(
        f'<text x="4" y="{y(value) + 4:.1f}">{value:.6g}</text>' for value in {low, high}
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="the values by commit">'
        f'{marks}<polyline points="{line}"/>{dots}{ends}</svg>'
    )


def _places(points: Sequence[Point]) -> list[int]:
    """The number of each record's commit among those that follow each other."""
    places: list[int] = []
    for i, point in enumerate(points):
        new = i > 0 and point.commit != points[i - 1].commit
        places.append((places[-1] if places else 0) + new)
    return places
