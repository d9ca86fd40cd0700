"""The documentation in headless Chromium, from a server of its own."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from tests.builders.browser import BROKEN_IMAGES, chromium, drawn, open_page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PAGES = ("index.html", "theory/lithium.html", "reference/config.html", "gallery.html")
ELSEWHERE = (
    "return performance.getEntriesByType('resource').map(entry => entry.name)"
    ".filter(name => !name.startsWith(location.origin))"
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    with chromium(1400, 1400) as driver:
        yield driver


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_without_messages_or_the_network(
    page: str, address: str, browser: webdriver.Chrome
) -> None:
    open_page(browser, f"{address}/{page}")
    assert browser.title.endswith("filasse")
    assert browser.get_log("browser") == []
    assert browser.execute_script(ELSEWHERE) == []
    assert browser.execute_script(BROKEN_IMAGES) == 0


def test_equations_are_drawn(address: str, browser: webdriver.Chrome) -> None:
    open_page(browser, f"{address}/theory/lithium.html")
    fractions = drawn(browser, ".equation mfrac", 11)
    assert len(fractions) > 10
    assert all(fraction.size["height"] > 20 for fraction in fractions)


def test_the_search_finds_a_key(address: str, browser: webdriver.Chrome) -> None:
    open_page(browser, f"{address}/index.html")
    browser.find_element(By.CSS_SELECTOR, "input.md-search__input").send_keys("toughness_ratio")
    found = drawn(browser, "a.md-search-result__link")
    assert any("config.html" in str(link.get_attribute("href")) for link in found)
