"""Checking registration codes: one answer for all that is wrong, within a budget."""

import asyncio
from pathlib import Path

import pytest

from protocol.errors import ErrorCode, InvalidForm, Refused
from server.services.registration_codes import RegistrationCodes, hash_code
from server.store import registration_code_rows
from tests.helpers.people import NOW_MS
from tests.helpers.relay_parts import Parts, run, store_parts

CODE, ADDRESS = b"c" * 16, "192.0.2.1"


async def codes_of(parts: Parts, *, burst: float = 1_000) -> RegistrationCodes:
    """Return the service over a store that holds CODE, good once for a day."""
    await parts.write(
        lambda connection: registration_code_rows.add(
            connection,
            hash_code(CODE),
            uses=1,
            expires_ms=NOW_MS + 86_400_000,
            now_ms=NOW_MS,
        )
    )
    return RegistrationCodes(
        reader=parts.reader, wrong_per_address=parts.limit(burst), clock=parts.clock
    )


async def refusal(codes: RegistrationCodes, code: bytes, address: str = ADDRESS) -> Refused:
    with pytest.raises(Refused) as refused:
        await codes.check(code, address=address)
    return refused.value


def test_right_code_passes_and_is_not_spent(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            codes = await codes_of(parts, burst=1)
            for _ in range(3):
                await codes.check(CODE, address=ADDRESS)

    run(story())


def test_none_wrong_spent_and_expired_are_answered_alike(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            codes = await codes_of(parts)
            told = [await refusal(codes, b""), await refusal(codes, b"w" * 16)]
            parts.clock.jump(86_400)
            told.append(await refusal(codes, CODE))
            parts.clock.jump(-86_400)
            await parts.write(lambda connection: codes.spend(connection, CODE))
            told.append(await refusal(codes, CODE))
            assert {(one.code, one.retry_after_s) for one in told} == {
                (ErrorCode.CODE_REFUSED, None)
            }

    run(story())


def test_code_of_another_length_has_a_wrong_form(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            codes = await codes_of(parts)
            with pytest.raises(InvalidForm):
                await codes.check(CODE[:15], address=ADDRESS)

    run(story())


def test_wrong_codes_of_an_address_are_limited_also_in_parallel(tmp_path: Path) -> None:
    async def story() -> None:
        async with store_parts(tmp_path) as parts:
            codes = await codes_of(parts, burst=5)
            told = await asyncio.gather(*(refusal(codes, b"w" * 16) for _ in range(20)))
            counted = [one.code for one in told]
            assert counted.count(ErrorCode.CODE_REFUSED) == 5
            assert counted.count(ErrorCode.TOO_MANY_REQUESTS) == 15
            refused = await refusal(codes, CODE)
            assert refused.code is ErrorCode.TOO_MANY_REQUESTS
            assert refused.retry_after_s is not None
            await codes.check(CODE, address="192.0.2.2")
            parts.clock.advance(1)
            await codes.check(CODE, address=ADDRESS)

    run(story())
