"""Chromium without a window, whose console can be read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium import webdriver

PROGRAMS = ("chromium", "chromedriver")
BROKEN_IMAGES = "return [...document.images].filter(image => !image.naturalWidth).length"


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
