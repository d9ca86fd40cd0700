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
def driver() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def browser(driver: webdriver.Chrome, page: Path) -> webdriver.Chrome:
    driver.get(page.as_uri())
    return driver


@pytest.fixture
def sweep_browser(driver: webdriver.Chrome, sweep_page: Path) -> webdriver.Chrome:
    driver.get(sweep_page.as_uri())
    return driver


def click(browser: webdriver.Chrome, selector: str, number: int = 0) -> None:
    element = browser.find_elements(By.CSS_SELECTOR, selector)[number]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def names(browser: webdriver.Chrome) -> list[str]:
    shown = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr:not([hidden]) .name")
    return [element.text for element in shown]


def test_the_page_opens_without_a_message_on_the_console(browser: webdriver.Chrome) -> None:
    assert browser.title == "synthetic <run> & more · lifil"
    assert browser.get_log("browser") == []
    assert len(browser.find_elements(By.CSS_SELECTOR, "#curves .scatterlayer .trace")) == 8
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
    other = "return document.getElementById('curves').layout.xaxis8.range"
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


@pytest.mark.parametrize("width", [1200, 400])
def test_the_pages_fit_the_screen(
    driver: webdriver.Chrome, page: Path, sweep_page: Path, width: int
) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for file in (page, sweep_page):
            driver.get(file.as_uri())
            found = driver.execute_script("return document.documentElement.scrollWidth")
            assert found <= width
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_table_of_a_sweep_sorts_and_filters(sweep_browser: webdriver.Chrome) -> None:
    browser = sweep_browser
    assert names(browser) == ["run0", "run1", "run2", "run3", "bad"]
    click(browser, "#table th button", 3)
    assert names(browser) == ["run0", "run2", "bad", "run1", "run3"]
    click(browser, "#table th button", 3)
    assert names(browser) == ["run1", "run3", "run0", "run2", "bad"]
    click(browser, "#table th button", 4)  # those without a short come last
    assert names(browser)[:2] == ["run3", "run2"]
    browser.find_element(By.ID, "filter").send_keys("ARRESTED")
    assert sorted(names(browser)) == ["run0", "run1"]
    assert browser.get_log("browser") == []


def test_a_point_of_a_sweep_shows_its_run(sweep_browser: webdriver.Chrome) -> None:
    browser = sweep_browser
    click(browser, "#map-chart .nsewdrag")  # the middle is in a cell or on its border
    browser.execute_script("show('run2')")
    assert browser.find_element(By.CSS_SELECTOR, "#table .chosen .name").text == "run2"
    click(browser, "#results-chart .updatemenu-header")
    click(browser, "#results-chart .updatemenu-dropdown-button", 1)
    title = "return document.getElementById('results-chart').layout.yaxis.title.text"
    WebDriverWait(browser, 10).until(lambda _: browser.execute_script(title) == "Final length [µm]")
    assert browser.get_log("browser") == []
