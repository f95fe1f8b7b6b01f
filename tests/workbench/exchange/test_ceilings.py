"""Under a ceiling nothing that is marked above it goes out, by whatever way it might."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.proof import ceilings as proof


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_nothing_above_the_ceiling_is_in_any_part_of_the_package(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    proof.try_one(random.Random(seed), Path(tmp_path_factory.mktemp("ceiling")))
