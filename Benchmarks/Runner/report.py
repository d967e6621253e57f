"""Medians of repetitions, and the table of figures and limits."""

import statistics


class Results:
    """Every answer, by broker, scenario and repetition."""

    def __init__(self):
        self.answers = {}

    def add(self, peer, scenario, repetition, answer):
        self.answers[peer, scenario, repetition] = answer

    def of(self, peer, scenario):
        """Answers by repetition."""
        return {
            repetition: answer for (name, one, repetition), answer in self.answers.items()
            if name == peer and one == scenario}

    def values(self, peer, scenario, key):
        """A figure by repetition, as far as there is one."""
        return {
            repetition: answer[key] for repetition, answer in self.of(peer, scenario).items()
            if "error" not in answer and key in answer}

    def shares(self, peer, scenario, figure):
        """What the limit looks at, by repetition: the bare figure, or its ratio to another one's of
        the same repetition."""
        own = self.values(peer, scenario, figure.key)
        base = figure.limit.base
        if base is None:
            return {repetition: value / figure.divisor for repetition, value in own.items()}
        if base == "floor":
            other = self.values("floor", scenario, figure.key)
        else:
            other = self.values(peer, base, figure.key)
        return {
            repetition: own[repetition] / other[repetition] for repetition in own
            if other.get(repetition)}

    def faults(self, peer, scenario):
        """What makes the scenario's figures worthless; empty when nothing does."""
        answers = self.of(peer, scenario).values()
        errors = [answer["error"] for answer in answers if "error" in answer]
        faults = ["failed: " + errors[0].strip()[:60]] if errors else []
        for key in ("lost", "dup", "misrouted", "bad"):
            worst = max((answer.get(key, 0) for answer in answers), default=0)
            if worst:
                faults.append(f"{key} {worst:,}")
        return ", ".join(faults)


def spread(values, decimals):
    """The median, and how far apart the repetitions lie when that is more than 15 %."""
    if not values:
        return "-"
    middle = statistics.median(values)
    text = f"{middle:,.{decimals}f}"
    if middle and (max(values) - min(values)) / abs(middle) > 0.15:
        text += f" ({min(values):,.{decimals}f}..{max(values):,.{decimals}f})"
    return text


def cell(results, peer, scenario, figure):
    """A broker's figure. `g`: the generator, not the broker, was what limited the rate."""
    values = results.values(peer, scenario, figure.key)
    text = spread([value / figure.divisor for value in values.values()], figure.decimals)
    faults = results.faults(peer, scenario)
    if faults:
        text = f"{text} **{faults}**"
    if values and figure.key == "rate":
        answers = results.of(peer, scenario).values()
        generator = statistics.median(answer.get("gen_cpu", 0) for answer in answers)
        broker = statistics.median(answer.get("broker_cpu", 0) for answer in answers)
        if generator > 0.93 and broker < 0.9:
            text += " g"
    return text


def verdict(results, peer, scenario, figure):
    """How near the limit the figure is, and whether the limit holds."""
    if figure.limit is None:
        return "", ""
    shares = list(results.shares(peer, scenario, figure).values())
    if not shares:
        return "-", "not measured"
    middle = statistics.median(shares)
    share = f"{middle:.2f}" if figure.limit.base else ""
    holds = figure.limit.holds(middle) and not results.faults(peer, scenario)
    return share, "yes" if holds else "**no**"


def table(results, peers, scenarios, judged):
    """One row per figure; `judged` are the brokers that the limits are for."""
    heads = ["scenario", "figure", *peers]
    for name in judged:
        heads += [f"{name}: share", "holds"]
    lines = ["| " + " | ".join(heads + ["limit"]) + " |", "|---|---|" + "---:|" * len(peers)]
    lines[1] += "---:|---|" * len(judged) + "---|"
    for scenario in scenarios:
        for figure in scenario.figures:
            cells = [scenario.name, figure.label]
            cells += [cell(results, peer, scenario.name, figure) for peer in peers]
            for name in judged:
                cells += verdict(results, name, scenario.name, figure)
            lines.append("| " + " | ".join(cells + [str(figure.limit or "")]) + " |")
    return "\n".join(lines)
