"""Answers that come together go on one by one, and others come in between."""

from __future__ import annotations

import asyncio

from crawler.pace import Pace


def test_those_who_come_together_go_on_in_their_order_each_in_a_turn_of_its_own() -> None:
    log: list[str] = []

    async def answer(name: str, pace: Pace) -> None:
        await pace.turn()
        log.append(name)

    async def network(done: asyncio.Event) -> None:
        while not done.is_set():
            log.append(".")
            await asyncio.sleep(0)

    async def all_together() -> None:
        pace, done = Pace(), asyncio.Event()
        looking = asyncio.create_task(network(done))
        await asyncio.gather(*(answer(name, pace) for name in "abcd"))
        done.set()
        await looking

    asyncio.run(all_together())
    said = "".join(log)
    assert said.replace(".", "") == "abcd"
    assert not {"ab", "bc", "cd"} & {said[at : at + 2] for at in range(len(said))}
