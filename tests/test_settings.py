from pathlib import Path

import pytest

from explorer.settings import SETTINGS, SettingError, Settings, default_home, readme_table


def test_each_setting_has_a_meaning_and_bounds_that_hold_its_default():
    for setting in SETTINGS:
        assert setting.meaning
        if isinstance(setting.default, int) and not isinstance(setting.default, bool):
            assert setting.low <= setting.default <= setting.high


def test_settings_are_read_from_the_environment():
    settings = Settings.from_environment(
        {"EXPLORER_HOME": "/srv/explorer", "EXPLORER_JOBS": "3", "EXPLORER_WARM_SPARE": "off"}
    )
    assert settings == Settings(home=Path("/srv/explorer"), jobs=3, warm_spare=False)


def test_settings_pass_to_another_process_unchanged():
    settings = Settings(home=Path("/srv/explorer"), jobs=5, warm_spare=False, keep_run_days=7)
    assert Settings.from_environment(settings.to_environment()) == settings


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "EXPLORER_JOBS",
            "many",
            "EXPLORER_JOBS is 'many'. Set it to a whole number from 1 to 64.",
        ),
        ("EXPLORER_JOBS", "0", "EXPLORER_JOBS is '0'. Set it to a whole number from 1 to 64."),
        ("EXPLORER_WARM_SPARE", "maybe", "EXPLORER_WARM_SPARE is 'maybe'. Set it to on or off."),
    ],
)
def test_a_value_out_of_bounds_is_refused_with_a_sentence(name, text, sentence):
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({name: text})
    assert str(caught.value) == sentence


def test_a_misspelt_setting_is_refused_rather_than_silently_not_held():
    with pytest.raises(SettingError, match="EXPLORER_MAX_UPLOAD is not a setting"):
        Settings.from_environment({"EXPLORER_MAX_UPLOAD": "5"})


def test_an_empty_value_means_the_default():
    assert Settings.from_environment({"EXPLORER_JOBS": "", "HOME": "/home/ada"}).jobs == 2


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"HOME": "/home/ada"}, "/home/ada/.local/share/embedding-explorer"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/data"}, "/data/embedding-explorer"),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "rel"}, "/h/.local/share/embedding-explorer"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/embedding-explorer"),
        ("win32", {"LOCALAPPDATA": "/h/Local"}, "/h/Local/embedding-explorer"),
    ],
)
def test_the_home_folder_follows_the_platforms_convention(platform, environment, folder):
    assert default_home(environment, platform) == Path(folder)


def test_the_home_folder_is_never_inside_the_clone():
    clone = Path(__file__).parents[1]
    assert clone not in Settings.from_environment({}).home.parents


def test_readme_lists_every_setting_as_it_is():
    assert readme_table().count("\n") == len(SETTINGS) + 2
    readme = Path(__file__).parents[1] / "README.md"
    assert readme_table() in readme.read_text("utf-8")


@pytest.mark.parametrize("writable", [True, False])
def test_compiled_loops_go_to_the_home_folder_where_the_package_cannot_be_written(
    monkeypatch, tmp_path, writable
):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr("os.access", lambda *_: writable)
    given = Settings(home=tmp_path).thread_environment().get("NUMBA_CACHE_DIR")
    assert given == (None if writable else str(tmp_path / "compiled"))
