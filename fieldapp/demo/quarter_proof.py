"""What proves a step in a made-up quarter: each need answered as somebody in the middle of proper work would."""

from typing import Any

from fieldapp.workflows import StepSpec


def proof(
    step: StepSpec,
    machines: dict[str, dict[str, str]],
    appointment: str,
    parts: list[str] | None = None,
    **instead: Any,
) -> dict[str, Any]:
    """Answers to what the step needs, or those ``parts`` of it. ``machines`` are ``{tag, serial}`` by role, ``instead``
    are answers by the need's name."""
    told: dict[str, Any] = {}
    for need in step.needs:
        wanted = need.required or need.name in instead
        if parts is not None and need.part is not None and need.part not in parts:
            continue
        if wanted and all(told.get(name) == answer for name, answer in need.when.items()):
            told[need.name] = instead.get(need.name) or _answer(need, machines, appointment)
    return told


def _answer(need, machines: dict[str, dict[str, str]], appointment: str) -> Any:
    machine = machines.get(need.asset or "", {})
    if need.kind == "scan":
        return machine["serial"] if need.serial else machine["tag"]
    if need.kind == "new_asset":
        return {"tag": machine["tag"], "serial": machine["serial"]}
    if need.kind == "drives":
        role = need.asset or next(iter(machines))
        return [{"serial": f"D-{machines[role]['serial']}", "result": "ok"}]
    answers = {"choice": need.choices[0] if need.choices else "", "yes": True, "number": 1}
    return answers.get(need.kind, appointment if need.kind == "time" else "Jo Bell")
