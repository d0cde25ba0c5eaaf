"""Colours as Google keeps them: eight bits a channel, zero channels left out (recorded)."""

from __future__ import annotations

import struct
from typing import Any

Json = dict[str, Any]
_PAIRS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
}
_STYLES = {style: plain for plain, style in _PAIRS.items()}


def channel(value: float) -> float | int:
    """0.5 becomes 127/255, reckoned in 32-bit floats and as such a one prints it."""
    level = int(_narrow(_narrow(max(0.0, min(1.0, value))) * 255))
    if level == 255:
        return 1
    return _shortest(level / 255)


def _narrow(value: float) -> float:
    """The 32-bit float next to a number."""
    narrow: float = struct.unpack("f", struct.pack("f", value))[0]
    return narrow


def _shortest(value: float) -> float:
    """The shortest decimal that is the same 32-bit float."""
    value = _narrow(value)
    wanted = struct.pack("f", value)
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("f", float(text)) == wanted:
            return float(text)
    return value


def color(value: Json) -> Json:
    """A Color as Google returns it."""
    out = {
        name: channel(value[name])
        for name in ("red", "green", "blue")
        if value.get(name) and channel(value[name])
    }
    if "alpha" in value and value["alpha"] != 1:
        out["alpha"] = _shortest(value["alpha"])
    return out


def normalised(value: Any) -> Any:
    """Any object with its colours rounded, and each colour beside its style, as Google answers."""
    if isinstance(value, list):
        return [normalised(item) for item in value]
    if not isinstance(value, dict):
        return value
    out: Json = {}
    for key, item in value.items():
        if key in _STYLES and isinstance(item, dict):
            if "rgbColor" in item:
                out[key] = {"rgbColor": color(item["rgbColor"])}
            elif item:
                out[key] = item
        elif key in _PAIRS and isinstance(item, dict):
            out[key] = color(item)
        else:
            out[key] = normalised(item)
    for plain, style in _PAIRS.items():
        if plain == "color":
            continue
        if style in out and "rgbColor" in out[style]:
            out[plain] = out[style]["rgbColor"]
        elif plain in out and style not in out:
            out[style] = {"rgbColor": out[plain]}
    return out
