"""The report in headless Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1000")
RANGE = "return document.getElementById('curves').layout.xaxis.range"
SHOWN = "return document.getElementById('slab').data.slice(0, 3).map(map => map.visible)"
CRACK = (
    "const y = document.getElementById('slab')._fullData[3].y;"
    "return Math.max(...Array.from(y).filter(isFinite))"
)


@pytest.fixture(scope="module")
def browser(page: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.get(page.as_uri())
        yield driver
    finally:
        driver.quit()


def test_the_page_opens_without_a_message_on_the_console(browser: webdriver.Chrome) -> None:
    assert browser.title == "synthetic <run> & more · lifil"
    assert browser.get_log("browser") == []
    assert len(browser.find_elements(By.CSS_SELECTOR, "#curves .scatterlayer .trace")) == 6
    broken = "return [...document.images].filter(image => !image.naturalWidth).length"
    assert browser.execute_script(broken) == 0


def test_dragging_zooms_all_curves(browser: webdriver.Chrome) -> None:
    before = browser.execute_script(RANGE)
    panel = browser.find_element(By.CSS_SELECTOR, "#curves .nsewdrag[data-subplot='xy']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", panel)
    mouse = ActionChains(browser).move_to_element_with_offset(panel, -60, 0)
    mouse.click_and_hold().move_by_offset(60, 0).move_by_offset(60, 0).release().perform()
    WebDriverWait(browser, 10).until(lambda _: browser.execute_script(RANGE) != before)
    low, high = browser.execute_script(RANGE)
    assert before[0] < low < high < before[1]
    other = "return document.getElementById('curves').layout.xaxis6.range"
    assert browser.execute_script(other) == pytest.approx([low, high])


def test_the_menu_chooses_a_field_and_the_slider_a_time(browser: webdriver.Chrome) -> None:
    slab = browser.find_element(By.ID, "slab")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", slab)
    slab.find_element(By.CSS_SELECTOR, ".updatemenu-header").click()
    slab.find_elements(By.CSS_SELECTOR, ".updatemenu-dropdown-button")[2].click()
    WebDriverWait(browser, 10).until(lambda _: browser.execute_script(SHOWN)[2])
    assert browser.execute_script(SHOWN) == [False, False, True]
    assert browser.execute_script(CRACK) == pytest.approx(7.0, abs=1e-3)
    rail = slab.find_element(By.CSS_SELECTOR, ".slider-rail-touch-rect")
    edge = -rail.rect["width"] / 2 + 12
    ActionChains(browser).move_to_element_with_offset(rail, int(edge), 0).click().perform()
    WebDriverWait(browser, 10).until(lambda _: browser.execute_script(CRACK) < 4.1)
    assert browser.execute_script(SHOWN) == [False, False, True]
    assert browser.get_log("browser") == []
