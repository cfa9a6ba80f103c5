"""Draws the executable's icon: a sealed envelope, 16 to 48 dots wide (the format is that of BMP without its file header)."""

import pathlib
import struct

PAPER, EDGE, SEAL = (0xF4, 0xF1, 0xE6, 0xFF), (0x1F, 0x3A, 0x5F, 0xFF), (0xB0, 0x1E, 0x2E, 0xFF)


def dot(x, y, size):
    """What is at a dot, from the upper left."""
    across, down = (x + 0.5) / size, (y + 0.5) / size
    left, right, top, bottom, line = 0.04, 0.96, 0.2, 0.82, 1.1 / size
    if not (left <= across <= right and top <= down <= bottom):
        return (0, 0, 0, 0)
    if (across - 0.5) ** 2 + (down - 0.53) ** 2 < 0.13**2:
        return SEAL
    flap = top + (0.5 - abs(across - 0.5)) * 0.75
    if min(across - left, right - across, down - top, bottom - down) < line or abs(down - flap) < line:
        return EDGE
    return PAPER


def image(size):
    head = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    rows = (dot(x, y, size) for y in reversed(range(size)) for x in range(size))
    dots = b"".join(bytes((blue, green, red, opaque)) for red, green, blue, opaque in rows)
    # The mask of old programs: all shows that is not transparent already.
    return head + dots + bytes((size + 31) // 32 * 4 * size)


images = [(size, image(size)) for size in (16, 24, 32, 48)]
at = 6 + 16 * len(images)
icon = struct.pack("<HHH", 0, 1, len(images))
for size, octets in images:
    icon += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(octets), at)
    at += len(octets)
pathlib.Path("src/bin/plis/windows/plis.ico").write_bytes(icon + b"".join(octets for _, octets in images))
