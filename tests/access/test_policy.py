"""The `[sharing]` settings that are refused."""

from __future__ import annotations

import pytest

from cocsheets.access.policy import SharingSettings
from cocsheets.errors import ConfigurationError


@pytest.mark.parametrize(
    "settings",
    [
        SharingSettings(roles={"boss": "writer"}),
        SharingSettings(roles={"chair": "owner"}),
        SharingSettings(groups=("everyone",)),
        SharingSettings(keep=("u na@example.org",)),
    ],
)
def test_settings_that_are_refused(settings: SharingSettings) -> None:
    """Roles and addresses that cannot be are configuration errors."""
    with pytest.raises(ConfigurationError):
        settings.check()
