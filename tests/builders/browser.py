"""Chromium without a window, whose console can be read."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium import webdriver
    from selenium.webdriver.remote.webelement import WebElement

PROGRAMS = ("chromium", "chromedriver")
BROKEN_IMAGES = "return [...document.images].filter(image => !image.naturalWidth).length"
WHOLE = "return location.href == arguments[0] && document.readyState == 'complete'"
PATIENCE = 30  # s, for pages and what scripts draw in them


def is_installed() -> bool:
    return all(map(shutil.which, PROGRAMS))


@contextmanager
def chromium(width: int, height: int) -> "Iterator[webdriver.Chrome]":
    """Open a browser with a window of some size, and close it at the end."""
    from selenium import webdriver  # half a second, which every worker of the tests would pay
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in ("headless=new", "no-sandbox", "disable-gpu", f"window-size={width},{height}"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def open_page(driver: "webdriver.Chrome", address: str) -> None:
    """Open a page and wait until all of it is there: `get` may return while it is being parsed."""
    driver.get(address)
    wait_until(driver, lambda: driver.execute_script(WHOLE, address))


def drawn(driver: "webdriver.Chrome", selector: str, count: int = 1) -> "list[WebElement]":
    """Elements, once as many as that are there: a page is whole before its charts are drawn."""
    wait_until(driver, lambda: len(driver.find_elements("css selector", selector)) >= count)
    return driver.find_elements("css selector", selector)


def wait_until(driver: "webdriver.Chrome", holds: Callable[[], bool]) -> None:
    """Wait for what events and scripts do in their own time; what never holds is an error."""
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(driver, PATIENCE).until(lambda _: holds())
