"""What is held, on the desk: it appears by itself, and is released, put right or discarded."""

import pytest

from newsroom.events.identity import article_id
from tests.support.holds import SOURCE, Wire
from tests.support.waiting import wait_until


@pytest.fixture
def wire(system):
    return Wire(system)


def test_what_is_held_appears_by_itself_and_is_released(system, wire, editing):
    editor = editing()
    editor.reader.open("/desk/held")
    held = wire.hold("desk-released", "Appears by itself & waits")
    entry = f".held li:has(a[href='/desk/held/{held}'])"
    editor.page.wait_for_selector(entry)
    assert "it is embargoed, and nothing tells until when" in editor.page.text_content(entry)
    assert int(editor.page.text_content("#sections a[href='/desk/held'] .count")) > 0
    editor.page.click(f"{entry} summary")
    assert editor.page.is_visible(f"{entry} .text")
    editor.fill_in_and_press(entry, "asked by telephone", "[value=release]")
    editor.says("Release ordered")
    assert system.article(held)["headline"] == "Appears by itself & waits"
    editor.page.wait_for_selector(entry, state="detached")
    editor.reader.open(f"/desk/held/{held}")
    assert "It was released." in editor.page.text_content("main")
    history = editor.page.text_content(".history")
    for done in ("Release ordered", "asked by telephone", "desk"):
        assert done in history
    editor.reader.open(f"/desk/articles/{held}")
    assert "asked by telephone" in editor.page.text_content(".history")
    assert editor.reader.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_doubtful_field_is_put_right(system, wire, editing, javascript):
    editor = editing("phone", javascript=javascript)
    name = f"desk-embargo-{javascript}"
    held = wire.hold(name, "Waits for its time")
    editor.reader.open(f"/desk/held/{held}")
    assert '"pubstatus": "embargoed"' in editor.page.text_content(".raw")
    editor.page.fill("#end [name=embargo_until]", "2126-02-27T19:33")
    editor.page.click("#end [value=release]")
    editor.page.wait_for_selector("#notice")
    wait_until(lambda: wire.told(name)["status"] == "embargoed", "it is under an embargo")
    assert system.get(f"/v1/articles/{held}").status_code == 404


def test_a_doubtful_correction_is_shown_beside_what_is_public_and_discarded(system, wire, editing):
    editor = editing(javascript=False)  # with it the page would show the other version by itself
    name = "desk-correction"
    wire.post(name, "As readers see it", status="usable")
    system.article(article_id(SOURCE, name))
    held = wire.hold(name, "As it would be")
    wire.hold("desk-same-cause", "Waits for the same answer")
    editor.reader.open(f"/desk/held/{held}")
    assert "As readers see it" in editor.page.text_content(".sides")
    assert editor.page.is_visible(".end-all")
    wire.post(name, "As it would be, corrected")
    wait_until(lambda: wire.on_the_desk(name)["article"]["revision"] == 3, "another version is held")
    editor.page.fill("#end [name=reason]", "no")
    editor.page.click("#end [value=discard]")
    editor.page.wait_for_selector("main [role=alert]")
    assert "Another version" in editor.page.text_content("main")
    editor.reader.open(f"/desk/held/{held}")
    editor.page.click("#end [value=discard]")
    editor.page.wait_for_selector("#notice")
    wait_until(lambda: wire.told(name)["status"] == "discarded", "it is discarded")
    assert system.article(held)["headline"] == "As readers see it"


def test_a_question_about_a_source_is_answered_and_taken_back(system, wire, editing):
    editor = editing()
    source, name = "desk-naive", "desk-naive-1"
    naive = "2126-02-27T19:33:00"
    assert wire.post(name, "At which hour?", "usable", source=source, embargoed=naive)["status"] == "held"
    wait_until(lambda: wire.on_the_desk(name), "it is on the desk")
    editor.reader.open("/desk/held")
    question = f"#questions li:has(a[href='/desk/held/{article_id(source, name)}'])"
    assert f"In which zone are the times of {source}" in editor.page.text_content(question)
    assert naive in editor.page.text_content(question)
    editor.page.fill(f"{question} [name=timezone]", "Asia/Baku")
    editor.page.click(f"{question} .answer .main")
    editor.says("Answer ordered")
    wait_until(lambda: wire.told(name, source)["status"] == "embargoed", "its hour is known")
    answer = f"#answers li:has-text('{source}')"
    editor.page.wait_for_selector(answer)
    assert "Asia/Baku" in editor.page.text_content(answer)
    editor.page.click(f"{answer} button.danger")
    editor.says("Answer taken back")
    editor.reader.open(f"/desk/articles/{article_id(source, name)}")
    for done in ("Release ordered", "Answer taken back"):
        assert done in editor.page.text_content(".history")
    assert editor.reader.complaints == []


def test_a_kill_in_words_alarms_every_page_and_kills_by_one_act(system, wire, editing):
    editor = editing()
    source = "desk-killing"
    wire.post("desk-kill-2026", "Minister resigns over bridge", "usable", source=source)
    target = article_id(source, "desk-kill-2026")
    system.article(target)
    editor.reader.open("/desk/topics")
    wire.post("desk-kill-notice", "KILL: Minister resigns over bridge", "usable", source=source)
    editor.page.wait_for_selector("#banners .alarm")
    editor.page.click("#banners .alarm a")
    notice = article_id(source, "desk-kill-notice")
    editor.page.click(f".held a[href='/desk/held/{notice}']")
    entry = f"#targets li:has(a[href='/desk/articles/{target}'])"
    assert "minister" in editor.page.text_content(entry)
    editor.page.click(f"{entry} button.danger")
    editor.says("Withdrawal ordered")
    wait_until(lambda: system.get(f"/v1/articles/{target}").status_code == 410, "it is gone")
    editor.page.click("#end [value=discard]")
    editor.says("Discard ordered")
    assert editor.reader.complaints == []
