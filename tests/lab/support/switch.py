#!/usr/bin/env python3
"""A switch in user space with a network namespace on each of its ports, since not every kernel has netem.

    switch.py NAME PORTS PREFIX        such as: switch.py lab 100 10.77

Namespaces are NAME0, NAME1, ... at PREFIX.0.1, PREFIX.0.2, ... (/16). Lines on standard input:

    set loss 0.3 | set delay_ms 50 | set jitter_ms 50 | set duplicate 0.05 | set reorder 0.1
    part 0,1|2,3      ports of different parts do not reach one another; who is not named is with the first
    cut 1 2           these two do not reach one another
    deafen 1 2        what 1 sends does not reach 2
    heal              all of these are undone
    count             answers with what was sent so far by each port, in frames and bytes

Each is answered by one line. The end of standard input is the end of all of it. Needs root.
"""
import ctypes
import fcntl
import heapq
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
CLONE_NEWNET = 0x40000000
FRAME_BYTES_MAX = 2048
FRAMES_AT_ONCE = 64

libc = ctypes.CDLL("libc.so.6", use_errno=True)


def enter(namespace_fd):
    if libc.setns(namespace_fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def mac_of(port):
    return bytes([2, 0, 0, 0, port >> 8, port & 255])


def open_port(namespace, port, prefix):
    """The other end of eth0 of a new namespace; made there, so that it dies with it."""
    subprocess.run(["ip", "netns", "delete", namespace], stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    inside = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    enter(inside)
    os.close(inside)
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", b"eth0", IFF_TAP | IFF_NO_PI))
    mac = ":".join(f"{byte:02x}" for byte in mac_of(port))
    number = port + 1
    # Neighbour discovery of a hundred hosts would be most of the traffic.
    script = (
        "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1\n"
        f"ip link set eth0 address {mac}\n"
        f"ip address add {prefix}.{number >> 8}.{number & 255}/16 broadcast {prefix}.255.255 dev eth0\n"
        "ip link set eth0 up; ip link set lo up; ip route add default dev eth0\n"
    )
    subprocess.run(["sh", "-ec", script], check=True)
    return tap


class Switch:
    def __init__(self, taps):
        self.taps = taps
        self.port_of_tap = {tap: port for port, tap in enumerate(taps)}
        self.port_of_mac = {mac_of(port): port for port in range(len(taps))}
        self.settings = {"loss": 0.0, "delay_ms": 0.0, "jitter_ms": 0.0, "duplicate": 0.0, "reorder": 0.0}
        self.parts = [0] * len(taps)
        self.cuts = set()
        self.late = []
        self.order = 0
        self.random = random.Random(1)
        self.frames = [0] * len(taps)
        self.bytes = [0] * len(taps)

    def command(self, line):
        words = line.split()
        verb = words[0] if words else ""
        if verb == "set":
            if words[1] not in self.settings:
                return f"unknown setting {words[1]}"
            self.settings[words[1]] = float(words[2])
        elif verb == "part":
            for part, members in enumerate(words[1].split("|")):
                for member in members.split(","):
                    self.parts[int(member)] = part
        elif verb in ("cut", "deafen"):
            one, other = int(words[1]), int(words[2])
            self.cuts.add((one, other))
            if verb == "cut":
                self.cuts.add((other, one))
        elif verb == "heal":
            self.parts = [0] * len(self.taps)
            self.cuts.clear()
        elif verb == "count":
            return " ".join(f"{frames}:{size}" for frames, size in zip(self.frames, self.bytes))
        else:
            return f"unknown: {line}"
        return "ok"

    def take(self, tap):
        sender = self.port_of_tap[tap]
        for _ in range(FRAMES_AT_ONCE):
            try:
                frame = os.read(tap, FRAME_BYTES_MAX)
            except BlockingIOError:
                return
            self.frames[sender] += 1
            self.bytes[sender] += len(frame)
            target = self.port_of_mac.get(frame[:6])
            if target is not None:
                self.carry(sender, target, frame)
            elif frame[0] & 1:
                for other in range(len(self.taps)):
                    if other != sender:
                        self.carry(sender, other, frame)

    def carry(self, sender, target, frame):
        settings, chance = self.settings, self.random.random
        if self.parts[sender] != self.parts[target] or (sender, target) in self.cuts:
            return
        if chance() < settings["loss"]:
            return
        for _ in range(2 if chance() < settings["duplicate"] else 1):
            delay_ms = settings["delay_ms"] + (2 * chance() - 1) * settings["jitter_ms"]
            if delay_ms <= 0 or chance() < settings["reorder"]:
                self.put(target, frame)
                continue
            self.order += 1
            heapq.heappush(self.late, (time.monotonic() + delay_ms / 1000, self.order, target, frame))

    def put(self, target, frame):
        try:
            os.write(self.taps[target], frame)
        except OSError:
            pass  # Its queue is full: a switch drops, too.

    def put_late(self):
        now = time.monotonic()
        while self.late and self.late[0][0] <= now:
            _, _, target, frame = heapq.heappop(self.late)
            self.put(target, frame)

    def wait_s(self):
        return max(0.0, min(1.0, self.late[0][0] - time.monotonic())) if self.late else 1.0


def lines_of(buffer):
    chunk = os.read(0, 65536)
    if not chunk:
        return None, b""
    *lines, rest = (buffer + chunk).split(b"\n")
    return lines, rest


def run(switch):
    poll = select.epoll()
    poll.register(0, select.EPOLLIN)
    for tap in switch.taps:
        poll.register(tap, select.EPOLLIN)
    rest = b""
    while True:
        switch.put_late()
        for fd, _ in poll.poll(switch.wait_s()):
            if fd != 0:
                switch.take(fd)
                continue
            lines, rest = lines_of(rest)
            if lines is None:
                return
            for line in lines:
                print(switch.command(line.decode()), flush=True)


def main():
    name, ports, prefix = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    taps = []
    try:
        for port in range(ports):
            taps.append(open_port(f"{name}{port}", port, prefix))
        enter(home)
        print("ready", flush=True)
        run(Switch(taps))
    finally:
        enter(home)
        for port in range(len(taps)):
            subprocess.run(["ip", "netns", "delete", f"{name}{port}"])


main()
