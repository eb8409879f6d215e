# ruff: noqa: E501 - a drawing is one line, however long
"""Our own line icons: 24 by 24, drawn in the text colour, one path set per name."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_CIRCLE = '<circle cx="12" cy="12" r="9"/>'

ICONS: dict[str, str] = {
    "check": '<path d="M5 12.5l4.5 4.5L19 7"/>',
    "warn": _CIRCLE + '<path d="M12 7v6M12 16.6v.1"/>',
    "info": _CIRCLE + '<path d="M12 11v6M12 7.4v.1"/>',
    "error": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "clock": _CIRCLE + '<path d="M12 7v5.2l3.5 2"/>',
    "hourglass": '<path d="M7 3.5h10M7 20.5h10M8 3.5c0 5 8 6 8 8.5s-8 3.5-8 8.5M16 3.5c0 5-8 6-8 8.5s8 3.5 8 8.5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.7-3.4 3.2-5 6.5-5s5.8 1.6 6.5 5M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.5 14.9c2.2.5 3.6 2 4 4.6"/>',
    "school": '<path d="M12 3v4M12 3h4v2.5h-4M4 20.5V11l8-4 8 4v9.5zM10 20.5V15h4v5.5"/>',
    "building": '<rect x="5" y="3.5" width="14" height="17" rx="1.5"/><path d="M9 8h.1M12 8h.1M15 8h.1M9 12h.1M12 12h.1M15 12h.1M10 20.5V16h4v4.5"/>',
    "pin": '<path d="M12 21c4.5-4.8 7-8.4 7-11.5a7 7 0 0 0-14 0C5 12.6 7.5 16.2 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3.5 7l8.5 6 8.5-6"/>',
    "phone": '<path d="M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3c0 1.4-1 2.5-2.5 2.5C10.5 20 4 13.5 4 6c0-1.5 1.1-2.5 2.5-2.5z"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5"/>',
    "trash": '<path d="M4.5 6.5h15M9.5 6V3.5h5V6M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M4.5 20h15"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "star": '<path d="M12 3.5l2.6 5.6 6 .7-4.5 4.2 1.2 6-5.3-3-5.3 3 1.2-6L3.4 9.8l6-.7z"/>',
    "arrow-right": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "arrow-left": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "chevron-down": '<path d="M6 9.5l6 6 6-6"/>',
    "chevron-right": '<path d="M9.5 6l6 6-6 6"/>',
    "chevron-left": '<path d="M14.5 6l-6 6 6 6"/>',
    "bell": '<path d="M5.5 17h13c-1.3-1.5-1.8-3-1.8-6.5a4.7 4.7 0 0 0-9.4 0c0 3.5-.5 5-1.8 6.5zM10 20.2c1.2.8 2.8.8 4 0"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "login": '<path d="M10 4h9v16h-9M4 12h10M10.5 8l4 4-4 4"/>',
    "logout": '<path d="M14 4H5v16h9M10 12h10.5M17 8l4 4-4 4"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2"/>',
    "globe": _CIRCLE + '<path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>',
    "external": '<path d="M13.5 4.5h6v6M19.5 4.5l-9 9M10 5.5H5v13.5h13.5V14"/>',
    "copy": '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="1.5"/><path d="M15.5 8.5V4H4v11.5h4.5"/>',
    "eye": '<path d="M2.5 12C5 7.7 8.2 5.5 12 5.5s7 2.2 9.5 6.5c-2.5 4.3-5.7 6.5-9.5 6.5S5 16.3 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
    "euro": '<path d="M18 6.5a7 7 0 1 0 0 11M4 10.3h10M4 13.7h9"/>',
    "home": '<path d="M4 11l8-7 8 7v9.5h-5.5V15h-5v5.5H4z"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1"/>',
    "grid": '<rect x="4" y="4" width="6.5" height="6.5" rx="1"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1"/>',
    "shield": '<path d="M12 3l7.5 3v5c0 4.7-2.8 8-7.5 10-4.7-2-7.5-5.3-7.5-10V6z"/><path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "swap": '<path d="M4 8.5h15M15 4.5l4 4-4 4M20 15.5H5M9 11.5l-4 4 4 4"/>',
    "chat": '<path d="M4 5h16v11.5h-9L6.5 20.5v-4H4z"/>',
    "bike": '<circle cx="6" cy="16" r="3.5"/><circle cx="18" cy="16" r="3.5"/><path d="M6 16l4-7h5l3 7M10 9l3.5 7H6M8.5 6.5h3M15 9l-1-3h2.5"/>',
    "repeat": '<path d="M5 11V9.5A3.5 3.5 0 0 1 8.5 6H19M15.5 2.5L19 6l-3.5 3.5M19 13v1.5a3.5 3.5 0 0 1-3.5 3.5H5M8.5 21.5L5 18l3.5-3.5"/>',
    "undo": '<path d="M8.5 5L4 9.5 8.5 14M4.5 9.5h10a5 5 0 0 1 0 10H9"/>',
    "send": '<path d="M3.5 11.5l17-7.5-6 16.5-3-6.5zM11.5 14l4-4.5"/>',
    "flag": '<path d="M6 21V4M6 4.5h12l-2.5 4 2.5 4H6"/>',
    "ban": _CIRCLE + '<path d="M6 6l12 12"/>',
    "sparkle": '<path d="M11 4c.8 4.7 2.3 6.2 7 7-4.7.8-6.2 2.3-7 7-.8-4.7-2.3-6.2-7-7 4.7-.8 6.2-2.3 7-7zM18.5 16v5M16 18.5h5"/>',
    "target": _CIRCLE + '<circle cx="12" cy="12" r="4.5"/><path d="M12 12h.1"/>',
    "book": '<path d="M12 6.5C9.5 4.7 6.8 4.2 3.5 4.5v14c3.3-.3 6 .2 8.5 2 2.5-1.8 5.2-2.3 8.5-2v-14c-3.3-.3-6 .2-8.5 2zM12 6.5v14"/>',
    "image": '<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="9" cy="10" r="1.7"/><path d="M4 17.5l5-4 3.5 2.5 3.5-4 4.5 4.5"/>',
    "question": _CIRCLE + '<path d="M9.3 9.3a2.8 2.8 0 1 1 4.2 2.7c-1 .6-1.5 1-1.5 2M12 17v.1"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5"/>',
    "inbox": '<path d="M4 13.5L6.5 5h11l2.5 8.5V19H4zM4 13.5h5c.3 1.7 1.3 2.5 3 2.5s2.7-.8 3-2.5h5"/>',
    "handshake": '<path d="M2.5 7.5l4-1.5 5.5 1 5.5-1 4 1.5v8l-3 .5-5 4-7-4.5-4-.5zM12 7l-3 4.5c1 1 2.5.8 3.5-.2l1-1 5 5"/>',
    # subject domains
    "music": '<path d="M9 18V5.5l10-2V16"/><circle cx="6.5" cy="18" r="2.5"/><circle cx="16.5" cy="16" r="2.5"/>',
    "palette": '<path d="M12 3.5a8.5 8.5 0 0 0 0 17c1.5 0 2-.8 2-1.7 0-1.3-1-1.6-1-2.8 0-.9.7-1.5 1.7-1.5h2.3a3.5 3.5 0 0 0 3.5-3.5c0-4.2-3.8-7.5-8.5-7.5z"/><path d="M8 12h.1M9.5 8h.1M14 7.3h.1"/>',
    "leaf": '<path d="M5 19c0-9 4.5-14 15-14.5C20 14 15.5 18.5 8 17.5M5 20.5c1.5-4.5 4-7.5 8-9.5"/>',
    "screen": '<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M12 16.5v4M8 20.5h8"/>',
    "people": '<circle cx="12" cy="6.5" r="3"/><circle cx="5" cy="11" r="2"/><circle cx="19" cy="11" r="2"/><path d="M7 20c.3-4.5 2-7 5-7s4.7 2.5 5 7M2 18.5c.2-2.5 1.2-4 3-4M22 18.5c-.2-2.5-1.2-4-3-4"/>',
    "ball": _CIRCLE
    + '<path d="M12 3c-2.5 5.5-2.5 12.5 0 18M3.5 9.5c5.5 2.5 11.5 2.5 17 0M3.5 14.5c5.5-2.5 11.5-2.5 17 0"/>',
    "flask": '<path d="M9 3.5h6M10 3.5v6l-5.5 9.5c-.4.8 0 1.5.9 1.5h13.2c.9 0 1.3-.7.9-1.5L14 9.5v-6M7.5 15h9"/>',
}


def svg(name: str, label: str = "", css: str = "") -> SafeString:
    """Return the icon as inline SVG: hidden from assistive technology unless it has a label.

    Raises KeyError for an unknown name, so that a typing error fails in the first test.
    """
    shape = mark_safe(ICONS[name])
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            classes,
            label,
            shape,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        shape,
    )
