"""Runs mqload against a fresh broker, once per scenario and repetition."""

import json
import os
import signal
import subprocess
import sys
import tempfile

TIMED = {"pairs", "fanout", "fanin", "paced", "connect", "reconnect", "subs"}


def own_session(nice):
    """Goes on in a session of its own: where the kernel groups tasks by session (sched_autogroup), a
    process's nice value counts only inside its group, so the group gets it too. The waiting parent
    passes the exit on."""
    child = os.fork()
    if child:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: os.kill(child, signal.SIGTERM))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with open("/proc/self/autogroup", "w") as file:
            file.write(str(nice))
    except OSError:
        pass  # no groups, or not allowed: measured with the neighbours' priority


class Bench:
    """Where and how brokers and mqload run; nothing outlives it."""

    def __init__(self, options):
        self.options = options
        self.scratch = tempfile.TemporaryDirectory(prefix="apus-bench-")
        self.folder = self.scratch.name
        self.count = 0
        self.running = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.running:
            self.running.stop()
        self.scratch.cleanup()

    def prefix(self, core, is_pinned):
        command = ["nice", "-n", str(self.options.nice)] if os.geteuid() == 0 else []
        if is_pinned and os.cpu_count() > 1:
            command += ["taskset", "-c", str(core)]
        return command

    def run(self, peer, scenario):
        """mqload's answer, with "error" when there is none; None when the peer cannot take part."""
        if scenario.kind not in peer.kinds or scenario.variant.shards > 1 and not peer.can_shard:
            return None
        self.count += 1
        folder = os.path.join(self.folder, f"{self.count}-{peer.name}")
        self.running, said = peer.start(
            scenario.variant, folder, self.prefix(self.options.broker_core, scenario.is_pinned))
        if not self.running:
            return {"error": "the broker did not start: " + said}
        answer = self.load(peer, scenario)
        if self.running.process.poll() is not None:
            answer["error"] = "the broker died"
        self.running.stop()
        self.running = None
        return answer

    def load(self, peer, scenario):
        command = self.prefix(self.options.load_core, scenario.is_pinned)
        command += [self.options.mqload, *scenario.load.split(), "--label", peer.name]
        command += ["--port", str(self.running.ports[scenario.kind])]
        command += ["--pid", str(self.running.process.pid), "--timeout", str(self.options.timeout)]
        command += peer.identities.client_options(scenario.kind)
        if scenario.load.split()[0] in TIMED:
            command += ["--seconds", str(self.options.seconds), "--warmup", str(self.options.warmup)]
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, timeout=self.options.timeout * 3 + 60)
        except subprocess.TimeoutExpired:
            return {"error": "timeout"}
        lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
        try:
            return json.loads(lines[-1])
        except (IndexError, ValueError):
            return {"error": (ran.stderr or "no answer")[-200:]}
