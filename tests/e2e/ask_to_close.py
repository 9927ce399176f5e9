"""Asks the window of a title to close, as a window manager's cross does.

Usage: ask_to_close.py TITLE. Ends with status 0 when there was such a window.
"""

import ctypes
import sys

x = ctypes.CDLL("libX11.so.6")
Window, Atom, Pointer = ctypes.c_ulong, ctypes.c_ulong, ctypes.c_void_p
x.XOpenDisplay.restype = Pointer
x.XDefaultRootWindow.restype = Window
x.XInternAtom.restype = Atom
x.XInternAtom.argtypes = [Pointer, ctypes.c_char_p, ctypes.c_int]
x.XDefaultRootWindow.argtypes = [Pointer]


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", Pointer),
        ("window", Window),
        ("message_type", Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        # An XEvent is longer than any one of its kinds.
        ("padding", ctypes.c_long * 24),
    ]


display = x.XOpenDisplay(None)
assert display, "there is no display"


def title(window):
    name = ctypes.c_char_p()
    x.XFetchName(Pointer(display), Window(window), ctypes.byref(name))
    return (name.value or b"").decode(errors="replace")


def children(window):
    root, parent, found, count = Window(), Window(), ctypes.POINTER(Window)(), ctypes.c_uint()
    x.XQueryTree(
        Pointer(display), Window(window), ctypes.byref(root), ctypes.byref(parent),
        ctypes.byref(found), ctypes.byref(count),
    )
    return [found[number] for number in range(count.value)]


def windows(window):
    yield window
    for child in children(window):
        yield from windows(child)


def listens(window):
    """Whether the window takes part in WM_DELETE_WINDOW; helpers of the same title do not."""
    protocols, count = ctypes.POINTER(Atom)(), ctypes.c_int()
    x.XGetWMProtocols(Pointer(display), Window(window), ctypes.byref(protocols), ctypes.byref(count))
    return delete in [protocols[number] for number in range(count.value)]


delete = x.XInternAtom(Pointer(display), b"WM_DELETE_WINDOW", 0)
protocols = x.XInternAtom(Pointer(display), b"WM_PROTOCOLS", 0)
found = [it for it in windows(x.XDefaultRootWindow(Pointer(display))) if title(it) == sys.argv[1]]
for window in filter(listens, found):
    event = ClientMessage(type=33, window=window, message_type=protocols, format=32)
    event.data[0] = delete
    x.XSendEvent(Pointer(display), Window(window), 0, ctypes.c_long(0), ctypes.byref(event))
    x.XFlush(Pointer(display))
    sys.exit(0)
sys.exit(f"no window is called {sys.argv[1]}")
