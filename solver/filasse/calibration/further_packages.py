"""How the packages that only calibration needs are installed."""

HOW_TO_INSTALL = "in the checkout of filasse, pip install -e '.[calibrate]'"
"""What a message tells: the distribution has not been published."""
