"""What is said of releases that are made up to be measured."""

TOML = """
[manifest]
dataset = "bench"
title = {en = "Invented factors"}
publisher = {en = "Nobody"}
licence = {name = "CC0-1.0"}
attribution = "none"
series = [{name = "all", activities = ["*"]}]
"""
