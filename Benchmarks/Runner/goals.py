"""The scenarios, their figures, and the limits that we set ourselves."""

from dataclasses import dataclass, field, replace

from peers import MUTUAL, PLAIN, TLS, Variant

THOUSAND, MILLION = 1e3, 1e6


@dataclass(frozen=True)
class Limit:
    """What a figure must reach.

    `base` is None for the bare number, "floor" for the same figure of the floor in the same
    repetition, else the scenario whose figure of the same broker it is compared with.
    """

    value: float
    base: str = None
    is_maximum: bool = False

    def holds(self, value):
        return value <= self.value if self.is_maximum else value >= self.value

    def __str__(self):
        sign = "at most" if self.is_maximum else "at least"
        number = f"{self.value:,.3g}" if self.base else f"{self.value:,.10g}"
        return f"{sign} {number}" + (f" of {self.base}" if self.base else "")


@dataclass(frozen=True)
class Figure:
    """One number of mqload's answer."""

    label: str
    key: str
    divisor: float = 1
    decimals: int = 0
    limit: Limit = None


@dataclass(frozen=True)
class Scenario:
    """What mqload does, to which listener of which variant of a broker, and what it tells."""

    name: str
    load: str
    figures: tuple
    kind: str = PLAIN
    variant: Variant = field(default_factory=Variant)
    runs_floor: bool = False
    is_pinned: bool = True


def at_least(value, base=None):
    return Limit(value, base)


def at_most(value, base=None):
    return Limit(value, base, is_maximum=True)


def deliveries(limit=None):
    return (
        Figure("k deliveries / broker CPU s", "deliveries_per_cpu_s", THOUSAND, 1, limit),
        Figure("k deliveries / s", "rate", THOUSAND, 1))


def flow(name, load, share):
    return Scenario(name, load, deliveries(at_least(share, "floor")), runs_floor=True)


def connections(limit):
    return (Figure("connections / broker CPU s", "connections_per_cpu_s", limit=at_least(limit)),)


def memory(limit):
    return (Figure("RSS bytes / connection", "rss_bytes_per_conn", limit=at_most(limit)),)


FLOWS = [
    flow("pairs10-q0", "pairs --n 10 --qos 0", 0.25),
    flow("pairs100-q0", "pairs --n 100 --qos 0", 0.30),
    flow("pairs100-q1", "pairs --n 100 --qos 1", 0.25),
    flow("pairs100-q2", "pairs --n 100 --qos 2", 0.20),
    flow("fanin100-q0", "fanin --n 100 --qos 0", 0.35),
    flow("fanout1000-q0", "fanout --n 1000 --qos 0", 0.75),
    flow("fanout1000-q1", "fanout --n 1000 --qos 1", 0.55),
    flow("fanout100-4k", "fanout --n 100 --size 4096 --qos 0 --window 40", 0.85),
    flow("pairs100-window1", "pairs --n 100 --qos 0 --window 1", 0.97),
]
PACED = Scenario(
    "paced5k-500", "paced --n 500 --rate 5000 --spin", runs_floor=True,
    figures=(
        Figure("CPU us / delivery", "cpu_s_per_million_deliveries", 1, 2, at_most(1.05, "floor")),
        Figure("p50 us", "lat_p50_us"),
        Figure("p99 us", "lat_p99_us", 1, 0, at_most(1.10, "floor"))))


def in_mqtt5(scenario):
    """The same in MQTT 5, which must keep up with 3.1.1."""
    first = scenario.figures[0]
    limit = Limit(1 / 0.95 if first.limit.is_maximum else 0.95, scenario.name, first.limit.is_maximum)
    return replace(
        scenario, name=scenario.name + "-v5", load=scenario.load + " --v 5", runs_floor=False,
        figures=(replace(first, limit=limit),))


RETAINED = (
    Figure("RSS bytes / retained", "bytes_per_retained", 1, 0, at_most(300)),
    Figure("k delivered / s", "rate", THOUSAND, 0, at_least(2_000)),
    Figure("k delivered / broker CPU s", "deliveries_per_cpu_s", THOUSAND, 0))


def retained_set(limit):
    return (Figure("k retained set / s", "publish_per_s", THOUSAND, 0, at_least(limit)),)


OTHERS = [
    Scenario("pairs100-q0-tls", "pairs --n 100 --qos 0", deliveries(at_least(3_000)), TLS),
    Scenario("connect-plain", "connect --conc 64", connections(33_000)),
    Scenario("connect-mutual", "connect --conc 64", connections(2_000), MUTUAL),
    Scenario(
        "reconnect-mutual", "reconnect --conc 64",
        connections(8_000) + (Figure("of them resumed", "resumed", 1, 3, at_least(0.95)),), MUTUAL),
    Scenario("idle-19k", "idle --n 19500 --hold 1 --conc 200", memory(700)),
    Scenario("idle-tls-5k", "idle --n 5000 --hold 1", memory(14_000), TLS),
    Scenario("subs100k", "subs --m 100000", (
        Figure("k subscribes / s", "subscribe_per_s", THOUSAND, 0, at_least(800)),
        Figure("RSS bytes / subscription", "bytes_per_sub", 1, 0, at_most(200)),
        Figure("k deliveries / broker CPU s", "deliveries_per_cpu_s", THOUSAND, 0, at_least(2_000)))),
    Scenario("retained100k-durable", "retained --m 100000", retained_set(150) + RETAINED),
    Scenario(
        "retained100k-ram", "retained --m 100000", retained_set(600) + RETAINED,
        variant=Variant(is_durable=False)),
    Scenario(
        "two-shards-q0", "pairs --n 100 --qos 0 --split 2",
        deliveries(at_least(0.75, "pairs100-q0")), variant=Variant(shards=2), is_pinned=False),
    Scenario(
        "two-shards-q1", "pairs --n 100 --qos 1 --split 2",
        deliveries(at_least(0.75, "pairs100-q1")), variant=Variant(shards=2), is_pinned=False),
    Scenario("bystander100k", "bystander --m 100000 --rate 2000", (
        Figure("p99 us, others quiet", "quiet_lat_p99_us"),
        Figure("p99 us, 100 k retained are set", "retain_lat_p99_us"),
        Figure("p99 us, one gets 100 k retained", "retained_lat_p99_us", limit=at_most(5_000)),
        Figure("p99 us, one subscribes 100 k times", "subscribe_lat_p99_us"),
        Figure("p99 us, 100 k subscriptions go", "leave_lat_p99_us", limit=at_most(5_000)))),
    # Beyond the goals: what durability costs.
    Scenario("pairs10-q1-kept", "pairs --n 10 --qos 1 --kept", deliveries()),
    Scenario("paced1k-q1-kept", "paced --n 100 --rate 1000 --qos 1 --kept", (
        Figure("CPU us / delivery", "cpu_s_per_million_deliveries", 1, 2),
        Figure("PUBACK p50 us", "ack_p50_us"), Figure("PUBACK p99 us", "ack_p99_us"))),
    Scenario("offline1000x100", "offline --n 1000 --m 100", (
        Figure("k queued / s", "publish_per_s", THOUSAND, 0),
        Figure("RSS bytes / queued", "bytes_per_queued"),
        Figure("k drained / s", "rate", THOUSAND, 0))),
]

ALL = FLOWS + [PACED] + [in_mqtt5(one) for one in FLOWS + [PACED]] + OTHERS
