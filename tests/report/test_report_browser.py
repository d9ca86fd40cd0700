"""The report in headless Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from tests.builders.browser import BROKEN_IMAGES, chromium, drawn, open_page, wait_until
from tests.report.conftest import page_without_figures

pytestmark = pytest.mark.browser

RANGE = "return document.getElementById('curves').layout.xaxis.range"
SHOWN = "return document.getElementById('slab').data.slice(0, 3).map(map => map.visible)"
CRACK = (
    "const y = document.getElementById('slab')._fullData[3].y;"
    "return Math.max(...Array.from(y).filter(isFinite))"
)

DRAWN = (
    "const image = document.querySelector('#slab .gl-container canvas').toDataURL();"
    "return new Set(atob(image.split(',')[1])).size"
)


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    with chromium(1200, 1000) as driver:
        yield driver


@pytest.fixture
def browser(driver: webdriver.Chrome, page: Path) -> webdriver.Chrome:
    open_page(driver, page.as_uri())
    return driver


@pytest.fixture
def sweep_browser(driver: webdriver.Chrome, sweep_page: Path) -> webdriver.Chrome:
    open_page(driver, sweep_page.as_uri())
    return driver


def in_view(browser: webdriver.Chrome, selector: str, number: int = 0) -> WebElement:
    """Find an element, and scroll until it can be clicked."""
    element = drawn(browser, selector, number + 1)[number]
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    return element


def click(browser: webdriver.Chrome, selector: str, number: int = 0) -> None:
    in_view(browser, selector, number).click()


def map_shown(browser: webdriver.Chrome) -> str:
    """Return the picture of the field that the viewer shows, as a data URL."""
    image = drawn(browser, "#slab .heatmaplayer image")[0]
    return str(image.get_attribute("href") or image.get_attribute("xlink:href"))


def names(browser: webdriver.Chrome) -> list[str]:
    shown = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr:not([hidden]) .name")
    return [element.text for element in shown]


def test_the_page_opens_without_a_message_on_the_console(browser: webdriver.Chrome) -> None:
    assert browser.title == "synthetic <run> & more · filasse"
    assert len(drawn(browser, "#curves .scatterlayer .trace", 8)) == 8
    assert drawn(browser, "#slab .heatmaplayer image")
    assert browser.get_log("browser") == []
    assert browser.execute_script(BROKEN_IMAGES) == 0


def test_dragging_zooms_all_curves(browser: webdriver.Chrome) -> None:
    before = browser.execute_script(RANGE)
    panel = in_view(browser, "#curves .nsewdrag[data-subplot='xy']")
    mouse = ActionChains(browser).move_to_element_with_offset(panel, -60, 0)
    mouse.click_and_hold().move_by_offset(60, 0).move_by_offset(60, 0).release().perform()
    wait_until(browser, lambda: browser.execute_script(RANGE) != before)
    low, high = browser.execute_script(RANGE)
    assert before[0] < low < high < before[1]
    other = "return document.getElementById('curves').layout.xaxis8.range"
    assert browser.execute_script(other) == pytest.approx([low, high])


def test_hovering_tells_the_values(browser: webdriver.Chrome) -> None:
    panel = in_view(browser, "#curves .nsewdrag[data-subplot='x2y2']")
    ActionChains(browser).move_to_element(panel).perform()
    told = drawn(browser, "#curves .hoverlayer .legendtext")
    time = drawn(browser, "#curves .hoverlayer .legendtitletext")[0]
    step = [10.0, 20.0, 30.0, 40.0].index(float(time.text))
    assert [text.text for text in told] == [f"flaw1 : {4 + step}"]
    assert browser.get_log("browser") == []


def test_a_click_in_the_legend_hides_a_curve(driver: webdriver.Chrome, foil_page: Path) -> None:
    open_page(driver, foil_page.as_uri())
    curves = "#curves .scatterlayer .trace"
    before = len(drawn(driver, curves))
    item = in_view(driver, "#curves .legend .legendtoggle")
    assert drawn(driver, "#curves .legendtext")[0].text == "dead lithium"
    item.click()
    wait_until(driver, lambda: len(driver.find_elements(By.CSS_SELECTOR, curves)) == before - 1)
    hidden = "return document.getElementById('curves').data.filter(c => c.visible == 'legendonly')"
    assert [curve["meta"] for curve in driver.execute_script(hidden)] == ["dead_lithium"]
    assert driver.get_log("browser") == []


def test_the_menu_chooses_a_field_and_the_slider_a_time(browser: webdriver.Chrome) -> None:
    stress = map_shown(browser)
    slab = in_view(browser, "#slab")
    slab.find_element(By.CSS_SELECTOR, ".updatemenu-header").click()
    drawn(browser, "#slab .updatemenu-dropdown-button", 3)[2].click()
    wait_until(browser, lambda: browser.execute_script(SHOWN)[2])
    assert browser.execute_script(SHOWN) == [False, False, True]
    wait_until(browser, lambda: map_shown(browser) != stress)
    assert browser.execute_script(CRACK) == pytest.approx(7.0, abs=1e-3)
    rail = slab.find_element(By.CSS_SELECTOR, ".slider-rail-touch-rect")
    edge = -rail.rect["width"] / 2 + 12
    ActionChains(browser).move_to_element_with_offset(rail, int(edge), 0).click().perform()
    wait_until(browser, lambda: browser.execute_script(CRACK) < 4.1)
    assert browser.execute_script(SHOWN) == [False, False, True]
    assert browser.get_log("browser") == []


def test_cracks_in_space_are_drawn_chosen_and_followed(
    driver: webdriver.Chrome, finished_in_space: Path
) -> None:
    """WebGL draws them: once it has, its canvas is not of one colour."""
    open_page(driver, page_without_figures(finished_in_space).as_uri())
    slab = in_view(driver, "#slab")
    wait_until(driver, lambda: driver.execute_script(DRAWN) > 100)
    slab.find_element(By.CSS_SELECTOR, ".updatemenu-header").click()
    drawn(driver, "#slab .updatemenu-dropdown-button", 2)[1].click()
    chosen = "return document.getElementById('slab').data.slice(0, 4).map(map => map.visible)"
    wait_until(driver, lambda: driver.execute_script(chosen)[1])
    assert driver.execute_script(chosen) == [False, True, False, False]
    highest = "return Math.max(...document.getElementById('slab')._fullData[1].z)"
    assert driver.execute_script(highest) == pytest.approx(8.0, abs=0.02)
    rail = slab.find_element(By.CSS_SELECTOR, ".slider-rail-touch-rect")
    edge = -rail.rect["width"] / 2 + 12
    ActionChains(driver).move_to_element_with_offset(rail, int(edge), 0).click().perform()
    wait_until(driver, lambda: driver.execute_script(highest) < 4.1)
    assert driver.execute_script(chosen) == [False, True, False, False]
    # reading the canvas back, as DRAWN does, is warned of
    assert {entry["source"] for entry in driver.get_log("browser")} <= {"rendering"}


def test_the_foil_is_drawn_below_the_slab_with_a_bar_of_its_own(
    driver: webdriver.Chrome, foil_page: Path
) -> None:
    driver.get_log("browser")  # what the page before was still drawing tells of it
    open_page(driver, foil_page.as_uri())
    maps = drawn(driver, "#slab .heatmaplayer image", 2)
    assert len(maps) == 2  # slab and foil
    assert len(drawn(driver, "#slab .cbtitle", 2)) == 2
    assert maps[0].rect["y"] < maps[1].rect["y"]
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("width", [1200, 400])
def test_the_pages_fit_the_screen(
    driver: webdriver.Chrome, page: Path, sweep_page: Path, width: int
) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for file, chart in ((page, "#curves"), (sweep_page, "#map-chart")):
            open_page(driver, file.as_uri())
            drawn(driver, f"{chart} .main-svg")
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
    wait_until(browser, lambda: sorted(names(browser)) == ["run0", "run1"])
    assert browser.get_log("browser") == []


def test_a_point_of_a_sweep_shows_its_run(sweep_browser: webdriver.Chrome) -> None:
    browser = sweep_browser
    click(browser, "#map-chart .nsewdrag")  # the middle is in a cell or on its border
    browser.execute_script("show('run2')")
    assert browser.find_element(By.CSS_SELECTOR, "#table .chosen .name").text == "run2"
    click(browser, "#results-chart .updatemenu-header")
    click(browser, "#results-chart .updatemenu-dropdown-button", 1)
    title = "return document.getElementById('results-chart').layout.yaxis.title.text"
    wait_until(browser, lambda: browser.execute_script(title) == "Final length [µm]")
    assert browser.get_log("browser") == []
