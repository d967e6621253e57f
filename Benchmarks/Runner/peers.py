"""The brokers that are measured, and the floor: how each is configured, started and stopped."""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field

PLAIN, TLS, MUTUAL = "plain", "tls", "mutual"


def free_port():
    """Below the range from which the kernel takes ports for connections: the generator makes so
    many that one of them could have this port by the time the broker binds it."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def is_up(port):
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
        return True
    except OSError:
        return False


class Identities:
    """An authority, one server and one client, made by `apus` itself."""

    def __init__(self, apus, folder):
        self.folder = os.path.join(folder, "pki")
        for command in (["ca", "init"], ["cert", "server", "127.0.0.1"], ["cert", "device", "bench"]):
            subprocess.run(
                [apus, *command, "--dir", self.folder], check=True, stdout=subprocess.DEVNULL)

    def path(self, name):
        return os.path.join(self.folder, name)

    def client_options(self, kind):
        """What mqload needs to connect to a listener of that kind."""
        if kind == PLAIN:
            return []
        if kind == TLS:
            return ["--tls"]
        return ["--tls", "--cert", self.path("bench.crt"), "--key", self.path("bench.key")]


@dataclass
class Variant:
    """What a scenario asks of a broker beyond the usual."""

    is_durable: bool = True
    shards: int = 1


@dataclass
class Running:
    """A broker's process and its ports."""

    process: subprocess.Popen
    ports: dict
    folder: str = field(default=None)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class Peer:
    """A kind of broker; `command` writes what it needs into a folder and says how to run it."""

    kinds = (PLAIN, TLS, MUTUAL)
    can_shard = False

    def __init__(self, name, program, identities):
        self.name, self.program, self.identities = name, program, identities

    def start(self, variant, folder, prefix):
        """Runs it, with `prefix` in front of its command, until its first port answers; None and
        what it said when it never does."""
        os.makedirs(folder)
        ports = {kind: free_port() for kind in self.kinds}
        with open(folder + ".log", "wb") as log:
            process = subprocess.Popen(
                prefix + self.command(variant, folder, ports), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)
        running = Running(process, ports, folder)
        for _ in range(200):
            if process.poll() is not None:
                break
            if is_up(ports[PLAIN]):
                time.sleep(0.3)
                return running, ""
            time.sleep(0.05)
        running.stop()
        with open(folder + ".log", errors="replace") as log:
            return None, log.read()[-200:]

    def listeners(self, ports):
        """In the words of mosquitto.conf, which both brokers read."""
        of = self.identities.path
        server = f"certfile {of('127.0.0.1.crt')}\nkeyfile {of('127.0.0.1.key')}\n"
        return (
            "allow_anonymous true\nlog_type none\nmax_queued_messages 0\nmax_inflight_messages 0\n"
            f"listener {ports[PLAIN]} 127.0.0.1\n"
            f"listener {ports[TLS]} 127.0.0.1\n{server}"
            f"listener {ports[MUTUAL]} 127.0.0.1\n{server}cafile {of('ca.crt')}\n"
            "require_certificate true\n")


class Apus(Peer):
    can_shard = True

    def command(self, variant, folder, ports):
        path = os.path.join(folder, "apus.conf")
        with open(path, "w") as file:
            file.write(f"persistence_location {folder}/\n")
            if not variant.is_durable:
                file.write("persistence false\n")
            file.write(self.listeners(ports))
        return [self.program, "broker", "-c", path, "--shards", str(variant.shards)]


class Mosquitto(Peer):
    def command(self, variant, folder, ports):
        path = os.path.join(folder, "mosquitto.conf")
        with open(path, "w") as file:
            file.write("user root\nset_tcp_nodelay true\npersistence false\n")
            file.write(self.listeners(ports))
        return [self.program, "-c", path]


class Floor(Peer):
    """No broker: the cheapest relay that answers like one (floor.c)."""

    kinds = (PLAIN,)

    def command(self, variant, folder, ports):
        return [self.program, str(ports[PLAIN])]
