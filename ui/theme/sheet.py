"""The one style sheet, made from tokens and metrics. Widgets say what they are (`role`, `state`); how
that looks is written here and nowhere else.
"""

from ui.theme.fonts import FAMILIES
from ui.theme.metrics import Metrics
from ui.theme.tokens import Tokens


def style_sheet(t: Tokens, m: Metrics) -> str:
    """Qt style sheet for one theme and one text size."""
    u = m.u
    line = max(2, u(0.4))
    thick = max(3, u(0.7))
    radius = u(2)
    # A thicker edge takes its room from the padding, so that nothing moves.
    padding = f"{u(1.5) - thick + line}px {u(3) - thick + line}px"
    return f"""
* {{ font-family: {", ".join(f'"{name}"' for name in FAMILIES)}; font-size: {m.body_px}px; color: {t.ink};
    outline: none; }}
QWidget[role="window"], QWidget[role="page"], QScrollArea, QWidget[role="bar"] {{ background: {t.paper}; }}
QScrollArea {{ border: none; }}
QWidget[role="reading"] {{ background: {t.mist}; border-bottom: {line}px solid {t.soft_line}; }}
QWidget[role="bar"] {{ border-top: {line}px solid {t.soft_line}; }}
QWidget[role="aside"] {{ background: {t.mist}; border-radius: {radius}px; {_edge(t, line)} }}
QLabel {{ background: transparent; }}
QLabel[role="heading"] {{ font-size: {m.heading_px}px; font-weight: 700; }}
QLabel[role="subheading"] {{ font-weight: 700; }}
QLabel[role="label"] {{ font-weight: 600; }}
QLabel[role="quiet"], QLabel[role="caption"] {{ color: {t.quiet}; }}
QWidget[role="reading"] QLabel[role="quiet"], QWidget[role="aside"] QLabel[role="quiet"],
QFrame[role="panel"] QLabel[role="quiet"], QLabel[role="caption"] {{ color: {t.ink}; }}
QLabel[role="answer"] {{ font-weight: 600; }}
QLabel[role="error"] {{ color: {t.error}; font-weight: 700; }}
QLabel[role="reference"] {{ font-size: {round(m.body_px * 1.7)}px; font-weight: 700; }}

QLineEdit, QPlainTextEdit {{ background: {t.paper}; border: {line}px solid {t.line};
    border-radius: {u(1.5)}px;
    padding: {u(1.5)}px {u(3)}px; min-height: {u(10)}px;
    selection-background-color: {t.link}; selection-color: {t.paper}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: {thick}px solid {t.ink}; padding: {padding}; }}
QLineEdit[state="wrong"], QPlainTextEdit[state="wrong"] {{ border: {thick}px solid {t.error};
    padding: {padding}; }}

QWidget[role="wrong"] {{ border-left: {thick}px solid {t.error}; }}
QFrame[role="banner"] {{ border-radius: {radius}px; background: {t.mist};
    border: {line}px solid {t.line}; border-left: {u(2)}px solid {t.link}; }}
QFrame[role="banner"][state="attention"] {{ background: {t.attention_ground};
    border: {line}px solid {t.attention_ground if t.tints else t.line};
    border-left: {u(2)}px solid {t.attention_edge}; }}
QFrame[role="banner"][state="attention"] QLabel {{ color: {t.attention}; }}
QFrame[role="banner"][state="error"] {{ background: {t.error_ground}; border: {thick}px solid {t.error}; }}
QFrame[role="banner"][state="good"] {{ background: {t.good_ground}; border: {line}px solid {t.good};
    border-left: {u(2)}px solid {t.good}; }}
QFrame[role="banner"][state="good"] QLabel {{ color: {t.good}; }}
QFrame[role="panel"] {{ background: {t.mist}; border-radius: {radius}px; {_edge(t, line)} }}
QFrame[role="rule"] {{ background: {t.soft_line}; border: none; min-height: {line}px; max-height: {line}px; }}
QWidget[role="shade"] {{ background: rgba(0, 0, 0, 150); }}
QFrame[role="dialog"] {{ background: {t.paper}; border-radius: {radius}px; border: {thick}px solid {t.ink}; }}

QWidget[role="keyboard"] {{ background: {t.mist}; border-top: {line}px solid {t.soft_line}; }}
"""


def _edge(t: Tokens, line: int) -> str:
    """A border only where a theme has no tints to tell a ground from the paper."""
    return "border: none;" if t.tints else f"border: {line}px solid {t.line};"
