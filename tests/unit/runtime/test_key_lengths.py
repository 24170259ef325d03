"""Keys that are short enough to be guessed are refused, with the setting's name."""

import pytest

from newsroom.runtime.settings import from_environment
from publish.settings import PublishSettings
from translate.settings import TranslateSettings

LONG, SHORT = "a-key-of-some-length", "short"


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (TranslateSettings, "NEWSROOM_DESK_KEY", SHORT),
        (TranslateSettings, "NEWSROOM_DESK_KEYS", f'{{"a": "{LONG}", "b": "{SHORT}"}}'),
        (PublishSettings, "NEWSROOM_SUBSCRIBER_KEYS", f'{{"a": "{SHORT}"}}'),
        (PublishSettings, "NEWSROOM_SECRETS_KEY", f"{LONG},{SHORT}"),
    ],
)
def test_a_short_key_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, kind: type[TranslateSettings | PublishSettings], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=rf"{name}.*16 characters"):
        from_environment(kind)
    monkeypatch.setenv(name, value.replace(SHORT, LONG))
    from_environment(kind)
