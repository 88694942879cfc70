"""An address that a practice area no longer has, as a visitor finds it."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import SmallFirm

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_an_old_address_brings_the_visitor_to_the_new_page(
    small_firm: SmallFirm, browser: Browser, scripts: bool
) -> None:
    """Whoever kept a link to a renamed practice area stands before it as it is called now."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    renamed = "practice_areas: {rename: {real-estate-property: Land and homes}}\n"
    small_firm.write("content/firm.yml", settings + renamed)
    small_firm.house().run()
    command = [sys.executable, "-u", "-m", "pipeline", "--firm", str(small_firm.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        context = browser.new_context(base_url=process.stdout.readline().split()[-1], java_script_enabled=scripts)
        try:
            page = context.new_page()
            page.goto("practice/real-estate-property/")

            expect(page).to_have_url(re.compile(r"/practice/land-and-homes/$"))
            expect(page.get_by_role("heading", level=1)).to_have_text("Land and homes")
            expect(page.get_by_role("link", name="Reading a lease")).to_be_visible()
        finally:
            context.close()
            process.terminate()
