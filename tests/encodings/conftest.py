"""Fixtures that several tests of the kernel share."""

import pytest

from rope_viz.encodings import kernel


@pytest.fixture(params=["some tokens", "some sequences", "whole"])
def block(request, monkeypatch):
    """As large vectors are turned, two tokens or two sequences or so at a time; or as small ones, at once."""
    if request.param != "whole":
        monkeypatch.setattr(kernel, "BLOCK", 100 if request.param == "some tokens" else 500)
        monkeypatch.setattr(kernel, "SMALL", 0)
