"""A laid-out picture of a journey as an SVG document. Every kind of step has a shape and a word of its own,
so that nothing depends on colour.
"""

from xml.sax.saxutils import escape, quoteattr

from kiosk.journeys.diagram_marks import (
    DIAMOND,
    LEAD,
    PAD,
    SMALL,
    SMALL_LEAD,
    TITLE,
    Box,
    Diamond,
    Frame,
    Label,
    Line,
    Mark,
    Picture,
)

OUR_FONT = "Atkinson Hyperlegible Next"
FONTS = f"{OUR_FONT}, Verdana, Arial, sans-serif"
INK, FAINT, PAPER = "#10171D", "#6B7680", "#FFFFFF"
FILL = {
    "start": "#E4ECF2",
    "ask": "#FFFFFF",
    "page": "#FFFFFF",
    "note": "#FFF8DC",
    "exit": "#F6E3E3",
    "check": "#E3F1E6",
    "pay": "#EDE6F5",
    "part": "#EDE6F5",
    "done": "#E3F1E6",
}
BAND = {"section": "#E4ECF2", "repeat": "#E9E4D4", "parts": "#EDE6F5"}
FOLD = 16
"""Of a note's corner."""
CUT = 14
"""Of the corners of an exit, and the points of a check."""


def svg(picture: Picture, fonts: str = FONTS) -> str:
    """The document, in the first of `fonts` that its reader has."""
    w, h = _n(picture.width), _n(picture.height)
    title = escape(f"The path of: {picture.title}")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" '
        f'role="img">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{w}" height="{h}" fill="{PAPER}"/>\n'
        f"<g font-family={quoteattr(fonts)}>\n"
    )
    return head + "\n".join(_mark(mark) for mark in picture.marks) + "\n</g>\n</svg>\n"


def _mark(mark: Mark) -> str:
    match mark:
        case Box():
            return _box(mark)
        case Frame():
            return _frame(mark)
        case Line():
            return _line(mark)
        case Label():
            return _label(mark)
        case Diamond():
            return _diamond(mark)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _ink(*, faint: bool) -> str:
    return FAINT if faint else INK


def _path(*points: tuple[float, float]) -> str:
    return "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _text(x: float, y: float, text: str, size: int, ink: str, more: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}" fill="{ink}"{more}>{escape(text)}</text>'


def _box(box: Box) -> str:
    ink = _ink(faint=box.faint)
    strong = bool(box.number)
    fill = PAPER if box.faint else FILL[box.shape]
    pen = f'fill="{fill}" stroke="{ink}" stroke-width="{3 if strong else 1.5}"'
    title = escape(f"{box.word}: {' '.join(box.lines)}")
    parts = [f"<g><title>{title}</title>", _shape(box, pen, ink)]
    middle = box.shape in ("start", "done", "exit", "check")
    anchor = ' text-anchor="middle"' if middle else ""
    x = box.x + box.w / 2 if middle else box.x + PAD
    y = box.y + PAD * 0.7 + SMALL
    parts.append(_text(x, y, box.word, SMALL, ink, anchor))
    y += SMALL_LEAD - SMALL + TITLE + 2
    for line in box.lines:
        parts.append(_text(x, y, line, TITLE, ink, f'{anchor} font-weight="bold"'))
        y += LEAD
    y += SMALL - TITLE
    for line in box.small:
        parts.append(_text(x, y, line, SMALL, ink, anchor))
        y += SMALL_LEAD
    if strong:
        parts.append(_badge(box))
    return "".join([*parts, "</g>"])


def _badge(box: Box) -> str:
    """The place of a step on the way of a story."""
    x, y = box.x + box.w - 4, box.y + 2
    more = ' text-anchor="middle" font-weight="bold"'
    circle = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="13" fill="{INK}"/>'
    return circle + _text(x, y + 4.5, str(box.number), SMALL, PAPER, more)


def _shape(box: Box, pen: str, ink: str) -> str:
    x, y, w, h = box.x, box.y, box.w, box.h
    right, bottom, middle = x + w, y + h, y + h / 2
    points: tuple[tuple[float, float], ...]
    match box.shape:
        case "start" | "done":
            inner = ""
            if box.shape == "done":
                inner = (
                    f'<rect x="{_n(x + 5)}" y="{_n(y + 5)}" width="{_n(w - 10)}" height="{_n(h - 10)}" '
                    f'rx="{_n(h / 2 - 5)}" fill="none" stroke="{ink}"/>'
                )
            return f"{_rect(x, y, w, h, h / 2, pen)}{inner}"
        case "ask":
            return _rect(x, y, w, h, 10, pen)
        case "page":
            return _rect(x + 6, y + 6, w, h - 2, 4, pen) + _rect(x, y, w, h, 4, pen)
        case "note":
            points = ((x, y), (right - FOLD, y), (right, y + FOLD), (right, bottom), (x, bottom))
            fold = _path((right - FOLD, y), (right - FOLD, y + FOLD), (right, y + FOLD))
            return f'<path d="{_path(*points)} Z" {pen}/><path d="{fold}" fill="none" stroke="{ink}"/>'
        case "exit":
            points = (
                (x + CUT, y), (right - CUT, y), (right, y + CUT), (right, bottom - CUT),
                (right - CUT, bottom), (x + CUT, bottom), (x, bottom - CUT), (x, y + CUT),
            )  # fmt: skip
            return f'<path d="{_path(*points)} Z" {pen}/>'
        case "check":
            points = (
                (x + CUT, y), (right - CUT, y), (right, middle), (right - CUT, bottom),
                (x + CUT, bottom), (x, middle),
            )  # fmt: skip
            return f'<path d="{_path(*points)} Z" {pen}/>'
        case "pay":
            points = ((x + CUT, y), (right, y), (right - CUT, bottom), (x, bottom))
            return f'<path d="{_path(*points)} Z" {pen}/>'
        case "part":
            flap = _path((right - 44, y + 8), (right - 27, y + 22), (right - 10, y + 8))
            letter = _rect(right - 44, y + 8, 34, 24, 1, f'fill="none" stroke="{ink}"')
            return f'{_rect(x, y, w, h, 2, pen)}{letter}<path d="{flap}" fill="none" stroke="{ink}"/>'


def _rect(x: float, y: float, w: float, h: float, round_: float, pen: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" rx="{_n(round_)}" {pen}/>'


def _frame(frame: Frame) -> str:
    ink = _ink(faint=frame.faint)
    dash = ' stroke-dasharray="7 4"' if frame.kind == "section" else ""
    band = PAPER if frame.faint else BAND[frame.kind]
    parts = [
        _rect(frame.x, frame.y, frame.w, frame.head, 0, f'fill="{band}"'),
        _rect(frame.x, frame.y, frame.w, frame.h, 6, f'fill="none" stroke="{ink}" stroke-width="1.5"{dash}'),
    ]
    x, y = frame.x + PAD, frame.y + PAD / 2 + TITLE
    for line in frame.lines:
        parts.append(_text(x, y, line, TITLE, ink, ' font-weight="bold"'))
        y += LEAD
    y += SMALL - TITLE
    for line in frame.small:
        parts.append(_text(x, y, line, SMALL, ink))
        y += SMALL_LEAD
    return "".join(parts)


def _line(line: Line) -> str:
    ink = _ink(faint=line.faint)
    wide = 4 if line.strong else 1.5
    drawn = f'<path d="{_path(*line.points)}" fill="none" stroke="{ink}" stroke-width="{wide}"/>'
    if not line.arrow:
        return drawn
    (x0, y0), (x, y) = line.points[-2:]
    dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
    long, half = 9, 6 if line.strong else 4.5
    tip = (
        (x, y),
        (x - dx * long + dy * half, y - dy * long + dx * half),
        (x - dx * long - dy * half, y - dy * long - dx * half),
    )
    return f'{drawn}<path d="{_path(*tip)} Z" fill="{ink}"/>'


def _label(label: Label) -> str:
    more = ' text-anchor="end"' if label.end else ""
    ink = _ink(faint=label.faint)
    return "".join(
        _text(label.x, label.y + at * SMALL_LEAD, line, SMALL, ink, more)
        for at, line in enumerate(label.lines)
    )


def _diamond(mark: Diamond) -> str:
    x, y, ink = mark.x, mark.y, _ink(faint=mark.faint)
    points = ((x, y - DIAMOND), (x + DIAMOND, y), (x, y + DIAMOND), (x - DIAMOND, y))
    shape = f'<path d="{_path(*points)} Z" fill="{PAPER}" stroke="{ink}" stroke-width="1.5"/>'
    return shape + _text(x, y + 4.5, "?", SMALL, ink, ' text-anchor="middle"')
