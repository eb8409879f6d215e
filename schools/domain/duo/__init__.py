"""The register of schools as DUO publishes it (open data, CC BY 4.0), in its two shapes.

reading   bytes → lines → cells, whatever the encoding and the separator
sites     a line → a school site, or why not
boards    the separate file with the names of the boards
"""

from .boards import BoardRow, read_boards
from .reading import WrongShape
from .sites import Rejected, Site, SiteFile, read_sites

__all__ = [
    "BoardRow",
    "Rejected",
    "Site",
    "SiteFile",
    "WrongShape",
    "read_boards",
    "read_sites",
]
